internal import Testing

@testable internal import Saba

@Suite("One host's canonical metrics")
struct CanonicalHostTests {
  /// Intervals of five minutes, each a value by series; series left out are missing.
  private func canonical(
    _ metrics: [String], _ intervals: [[String: Double]], times: [Int]? = nil,
    shuffled: Bool = false
  ) -> [[Double]] {
    var host = CanonicalHost(metrics: metrics, interval: 300)
    var names = Set(intervals.flatMap(\.keys)).sorted()
    if shuffled { names.reverse() }
    for name in names { host.addSeries(name, SeriesIdentity(of: name)) }
    return intervals.enumerated().map { index, values in
      let row = names.map { values[$0] ?? .nan }
      return host.metrics(of: row.span, at: times?[index] ?? 300 * index)
        .map { $0.isNaN ? -1 : ($0 * 1e9).rounded() / 1e9 }
    }
  }

  private func processors(cores: Double, user: Double, system: Double = 0.05) -> [String: Double] {
    [
      "cpu.user.percentage": 100 * cores * user, "cpu.system.percentage": 100 * cores * system,
      "cpu.idle.percentage": 100 * cores * (0.99 - user - system),
      "cpu.iowait.percentage": cores,
    ]
  }

  // Processors and load.

  @Test("Percentages of 100 × cores are divided by the cores", arguments: [1.0, 2, 4, 6, 64, 128])
  func cores(cores: Double) {
    var values = processors(cores: cores, user: 0.3)
    values["loadavg5"] = 0.5 * cores
    let metrics = ["cpu.user.percentage", "cpu.idle.percentage", "loadavg5.percore"]
    #expect(canonical(metrics, [values]) == [[30, 64, 0.5]])
  }

  @Test("Where modes total 100, nothing is divided and the load stands alone")
  func percentOfHost() {
    let values = [
      "cpu.user.percentage": 13.0, "cpu.system.percentage": 7, "cpu.idle.percentage": 81,
      "loadavg5": 3,
    ]
    let metrics = ["cpu.user.percentage", "loadavg5.percore", "loadavg5"]
    #expect(canonical(metrics, [values]) == [[13, -1, 3]])
  }

  @Test("Modes that are not reported, and rounding, leave the number of cores as it is")
  func coresWithoutSomeModes() {
    // 4 cores, of which other modes take 0.6 % to 70 % of one.
    for missing in [0.6, 30, 70] {
      let values = ["cpu.user.percentage": 120.0, "cpu.idle.percentage": 280 - missing]
      #expect(canonical(["cpu.user.percentage"], [values]) == [[30]])
    }
    #expect(
      canonical(
        ["cpu.user.percentage"], [["cpu.user.percentage": 120.5, "cpu.idle.percentage": 280.9]])
        == [[30.125]])
  }

  @Test("Guests' time is a mode beside the others")
  func guests() {
    let values = [
      "cpu.user.percentage": 20.0, "cpu.guest.percentage": 700, "cpu.idle.percentage": 80,
    ]
    #expect(canonical(["cpu.guest.percentage"], [values]) == [[87.5]])
  }

  @Test("Without idle time the number of cores is not known, and what was reported stands")
  func withoutIdle() {
    let values = ["cpu.user.percentage": 120.0, "loadavg5": 2]
    let metrics = [
      "cpu.user.percentage", "cpu.user.percentage.undivided", "loadavg5.percore", "loadavg5",
    ]
    #expect(canonical(metrics, [values]) == [[-1, 120, -1, 2]])
  }

  @Test("A mode missing in an interval changes no number of cores, nor does one odd interval")
  func robustCores() {
    let usual = processors(cores: 4, user: 0.3)
    var gap = usual
    gap["cpu.idle.percentage"] = nil
    var odd = usual
    odd["cpu.idle.percentage"] = 900
    let rows = canonical(["cpu.user.percentage"], [usual, gap, odd, usual, gap, odd, usual])
    #expect(rows == Array(repeating: [30], count: 7))
  }

  @Test("A host that was given more cores is seen to have them after two intervals")
  func resized() {
    let before = processors(cores: 4, user: 0.3)
    let after = processors(cores: 8, user: 0.3)
    let rows = canonical(["cpu.user.percentage"], [before, before, after, after, after])
    #expect(rows == [[30], [30], [60], [30], [30]])
  }

  @Test("Seconds of each processor and mode are summed up over processors")
  func nodeProcessors() {
    var values: [String: Double] = ["node_load5": 1]
    // Two cores, as rates: seconds a second.
    for (cpu, user) in [("0", 0.5), ("1", 0.1)] {
      values["node_cpu_seconds_total{cpu=\"\(cpu)\",mode=\"user\"}"] = user
      values["node_cpu_seconds_total{cpu=\"\(cpu)\",mode=\"idle\"}"] = 1 - user
    }
    let metrics = ["cpu.user.percentage", "cpu.idle.percentage", "loadavg5.percore"]
    #expect(canonical(metrics, [values]) == [[30, 70, 0.5]])
    // One core is known to be one.
    let one = [
      "node_cpu_seconds_total{cpu=\"0\",mode=\"user\"}": 0.2,
      "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}": 0.8, "node_load5": 0.7,
    ]
    #expect(canonical(metrics, [one]) == [[20, 80, 0.7]])
  }

  // Memory and swap.

  @Test("Memory in use is a share of the total, however an agent tells it")
  func memory() {
    for values: [String: Double] in [
      ["memory.total": 16e9, "memory.used": 4e9],
      ["memory.total": 16e9, "memory.used": 4e9, "memory.mem_available": 12e9],
      ["memory.total": 16e9, "memory.available": 12e9],
      ["memory.total": 16e9, "memory.mem_available": 12e9],
      ["memory.total": 16e9, "memory.free": 2e9, "memory.buffers": 1e9, "memory.cached": 9e9],
      // NetBSD, whose file is the cache.
      [
        "memory.total": 16e9, "memory.free": 2e9, "memory.file": 10e9, "memory.act": 3e9,
        "memory.wired": 1e9, "memory.exec": 5e8,
      ],
      ["node_memory_MemTotal_bytes": 16e9, "node_memory_MemAvailable_bytes": 12e9],
      [
        "node_memory_MemTotal_bytes": 16e9, "node_memory_MemFree_bytes": 2e9,
        "node_memory_Buffers_bytes": 1e9, "node_memory_Cached_bytes": 9e9,
      ],
      ["mem_used_percent": 25],
    ] {
      #expect(canonical(["memory.used.percentage"], [values]) == [[25]])
    }
    #expect(
      canonical(
        ["memory.wired.percentage", "memory.used.percentage"],
        [["memory.total": 8e9, "memory.wired": 1e9]]) == [[12.5, -1]])
  }

  @Test("Without a total the use stays in bytes")
  func memoryWithoutTotal() {
    let metrics = ["memory.used.percentage", "memory.used", "memory.cached"]
    let values = ["memory.used": 4e9, "memory.cached": 1e9]
    #expect(canonical(metrics, [values]) == [[-1, 4e9, 1e9]])
  }

  @Test("A total counts for a day, a missing use is missing")
  func rememberedTotal() {
    let whole = ["memory.total": 16e9, "memory.used": 4e9]
    let used = ["memory.used": 8e9]
    let rows = canonical(
      ["memory.used.percentage"], [whole, used, ["memory.total": 16e9], used, used],
      times: [0, 300, 600, 600 + 86_400, 1500 + 86_400])
    #expect(rows == [[25], [50], [-1], [50], [-1]])
  }

  @Test("Swap in use is told by what is free too; a host without swap uses none of it")
  func swap() {
    let metrics = ["memory.swap_used.percentage"]
    #expect(canonical(metrics, [["memory.swap_total": 4e9, "memory.swap_free": 3e9]]) == [[25]])
    #expect(canonical(metrics, [["memory.swap_total": 4e9, "memory.swap_used": 1e9]]) == [[25]])
    #expect(canonical(metrics, [["memory.swap_total": 0, "memory.swap_free": 0]]) == [[0]])
    // Windows' page file holds the memory too, and is another thing.
    let pagefile = ["memory.pagefile_total": 8e9, "memory.pagefile_free": 6e9]
    #expect(canonical(metrics + ["memory.pagefile_used.percentage"], [pagefile]) == [[-1, 25]])
  }

  // Devices.

  @Test("Devices are summed up, whatever they are called, but for loopback and the like")
  func devices() {
    let metrics = ["interface.rxBytes.delta", "disk.reads.delta"]
    let one = [
      "interface.eth0.rxBytes.delta": 100.0, "interface.eth1.rxBytes.delta": 20,
      "interface.lo.rxBytes.delta": 5000, "interface.docker0.rxBytes.delta": 70,
      "disk.sda.reads.delta": 3, "disk.sdb.reads.delta": 4, "disk.dm-0.reads.delta": 7,
    ]
    let other = [
      "interface.enp3s0.rxBytes.delta": 120.0, "disk.nvme0n1.reads.delta": 7,
      "disk.loop0.reads.delta": 9,
    ]
    #expect(canonical(metrics, [one]) == [[120, 7]])
    #expect(canonical(metrics, [other]) == [[120, 7]])
  }

  @Test("Two agents that tell of one device count once")
  func twoAgents() {
    let values = [
      "disk.sda.reads.delta": 3.0, "node_disk_reads_completed_total{device=\"sda\"}": 3.1,
      "disk.sdb.reads.delta": 4,
    ]
    #expect(canonical(["disk.reads.delta"], [values]) == [[7]])
    let memory = ["memory.available": 1.0, "memory.mem_available": 1, "memory.total": 3]
    #expect(canonical(["memory.used"], [memory]) == [[2]])
  }

  @Test("Where a device is missing so is the sum, for an hour; then the rest counts alone")
  func vanishedDevice() {
    let both = ["interface.eth0.rxBytes.delta": 100.0, "interface.eth1.rxBytes.delta": 20]
    let one = ["interface.eth0.rxBytes.delta": 100.0]
    let rows = canonical(
      ["interface.rxBytes.delta"], [both, one, both] + Array(repeating: one, count: 13))
    #expect(rows.map { $0[0] } == [120, -1, 120] + Array(repeating: -1, count: 11) + [100, 100])
  }

  @Test("A device that appears counts from then on")
  func newDevice() {
    let one = ["disk.sda.writes.delta": 1.0]
    let both = ["disk.sda.writes.delta": 1.0, "disk.sdb.writes.delta": 2]
    #expect(canonical(["disk.writes.delta"], [one, both, both]) == [[1], [3], [3]])
  }

  @Test("Intervals without anything leave all as it was")
  func gaps() {
    let both = ["interface.eth0.rxBytes.delta": 100.0, "interface.eth1.rxBytes.delta": 20]
    let rows = canonical(["interface.rxBytes.delta"], [both, [:], [:], both])
    #expect(rows == [[120], [-1], [-1], [120]])
  }

  @Test("Of file systems the fullest counts, of those that can fill up")
  func fileSystems() {
    let metrics = ["filesystem.used.percentage", "filesystem.used"]
    let values = [
      "filesystem.sda1.size": 100.0, "filesystem.sda1.used": 30, "filesystem.sdb1.size": 1000,
      "filesystem.sdb1.used": 800, "filesystem.tmpfs.size": 10, "filesystem.tmpfs.used": 10,
      "filesystem.loop0.size": 5, "filesystem.loop0.used": 5,
    ]
    #expect(canonical(metrics, [values]) == [[80, 830]])
    let node = [
      #"node_filesystem_size_bytes{fstype="ext4",mountpoint="/"}"#: 100.0,
      #"node_filesystem_avail_bytes{fstype="ext4",mountpoint="/"}"#: 40,
      #"node_filesystem_free_bytes{fstype="ext4",mountpoint="/"}"#: 45,
      #"node_filesystem_size_bytes{fstype="tmpfs",mountpoint="/tmp"}"#: 10,
      #"node_filesystem_avail_bytes{fstype="tmpfs",mountpoint="/tmp"}"#: 0,
    ]
    #expect(canonical(metrics, [node]) == [[60, 60]])
    // One that says nothing of its use might be the fullest.
    var part = values
    part["filesystem.sda1.used"] = nil
    #expect(canonical(metrics, [values, part]) == [[80, 830], [-1, -1]])
  }

  @Test("Containers' use is a share of their limits, and stays as it is where one has none")
  func containers() {
    let metrics = ["container.cpu.usage.percentage", "container.cpu.usage"]
    let limited = [
      "container.cpu.web.usage": 20.0, "container.cpu.web.limit": 100,
      "container.cpu.log.usage": 10, "container.cpu.log.limit": 50,
    ]
    #expect(canonical(metrics, [limited]) == [[20, 30]])
    var unlimited = limited
    unlimited["container.cpu.log.limit"] = nil
    #expect(canonical(metrics, [unlimited]) == [[-1, 30]])
    unlimited["container.cpu.log.limit"] = 0
    #expect(canonical(metrics, [unlimited]) == [[-1, 30]])
  }

  @Test("Results do not depend on the order in which series come")
  func order() {
    var values = processors(cores: 4, user: 0.37, system: 0.123)
    for (index, device) in ["a", "b", "c", "d"].enumerated() {
      values["interface.\(device).rxBytes.delta"] = 0.1 * Double(index + 1)
      values["container.memory.\(device).usage"] = 1 / Double(index + 3)
      values["container.memory.\(device).limit"] = 1.1
    }
    // A name that an agent has for itself gives way.
    values["memory.used.percentage"] = 77
    values["memory.used"] = 1
    values["memory.total"] = 4
    let metrics = [
      "cpu.user.percentage", "interface.rxBytes.delta", "container.memory.usage.percentage",
      "memory.used.percentage", "none",
    ]
    let straight = canonical(metrics, [values, values])
    #expect(straight == canonical(metrics, [values, values], shuffled: true))
    #expect(straight[0].suffix(2) == [25, -1])
  }
}
