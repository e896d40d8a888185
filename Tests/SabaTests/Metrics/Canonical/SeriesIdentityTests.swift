internal import Testing

@testable internal import Saba

@Suite("What series' names say")
struct SeriesIdentityTests {
  @Test(
    "Names of mackerel-agent on any system, in the spelling of its docs and of its code",
    arguments: [
      ("loadavg5", "loadavg5.percore", ""), ("cpu.user.percentage", "cpu.user.percentage", ""),
      ("memory.used", "memory.used.percentage", ""),
      ("memory.available", "memory.used.percentage", ""),
      ("memory.mem_available", "memory.used.percentage", ""),
      ("memory.free", "memory.used.percentage", ""),
      ("memory.cached", "memory.cached.percentage", ""),
      ("memory.swap_used", "memory.swap_used.percentage", ""),
      ("memory.swap_free", "memory.swap_used.percentage", ""),
      ("memory.swap_cached", "memory.swap_cached.percentage", ""),
      ("memory.pagefile_free", "memory.pagefile_used.percentage", ""),
      ("memory.wired", "memory.wired.percentage", ""),
      ("disk.nvme0n1.reads.delta", "disk.reads.delta", "nvme0n1"),
      ("disk.writes.delta", "disk.writes.delta", ""),
      ("interface.eth0.rxBytes.delta", "interface.rxBytes.delta", "eth0"),
      ("interface.en0.txBytes.delta", "interface.txBytes.delta", "en0"),
      ("filesystem.sda1.used", "filesystem.used.percentage", "sda1"),
      ("filesystem.C.size", "filesystem.used.percentage", "C"),
      ("container.cpu.web.usage", "container.cpu.usage.percentage", "web"),
      ("container.memory.a.b.limit", "container.memory.usage.percentage", "a.b"),
      ("container.memory.usage", "container.memory.usage.percentage", ""),
    ])
  func mackerel(name: String, canonical: String, device: String) {
    let identity = SeriesIdentity(of: name)
    #expect(identity.quantity?.candidates.first?.name == canonical)
    #expect(identity.device == device)
    #expect(identity.isRecognised && !identity.isCounter)
  }

  @Test(
    "Names of node_exporter with their labels",
    arguments: [
      ("node_load15", "loadavg15.percore", "", false),
      (#"node_cpu_seconds_total{cpu="3",mode="iowait"}"#, "cpu.iowait.percentage", "3", true),
      ("node_memory_MemAvailable_bytes", "memory.used.percentage", "", false),
      ("node_memory_SwapFree_bytes", "memory.swap_used.percentage", "", false),
      (#"node_disk_reads_completed_total{device="sda"}"#, "disk.reads.delta", "sda", true),
      (#"node_disk_written_bytes_total{device="sda"}"#, "disk.writeBytes.delta", "sda", true),
      (
        #"node_network_receive_bytes_total{device="eth0"}"#, "interface.rxBytes.delta", "eth0", true
      ),
      (
        #"node_filesystem_avail_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/"}"#,
        "filesystem.used.percentage", "/", false
      ),
    ])
  func nodeExporter(name: String, canonical: String, device: String, isCounter: Bool) {
    let identity = SeriesIdentity(of: name)
    #expect(identity.quantity?.candidates.first?.name == canonical)
    #expect(identity.device == device)
    #expect(identity.isCounter == isCounter)
  }

  @Test("Amounts of a period from CloudWatch do not mix with agents' rates")
  func cloudWatch() {
    for (name, canonical) in [
      ("CPUUtilization", "cpu.used.percentage"), ("ec2.cpu.used", "cpu.used.percentage"),
      ("NetworkIn", "interface.rxBytes"), ("ec2.network.out", "interface.txBytes"),
      ("DiskReadOps", "disk.reads"), ("ec2.disk_io.write", "disk.writeBytes"),
      ("mem_used_percent", "memory.used.percentage"),
      (#"disk_used_percent{path="/data"}"#, "filesystem.used.percentage"),
    ] {
      let identity = SeriesIdentity(of: name)
      #expect(identity.quantity?.candidates.first?.name == canonical)
      #expect(identity.isRecognised)
    }
  }

  @Test(
    "Devices that do nothing of their own do not count",
    arguments: [
      ("interface.lo.rxBytes.delta", MetricMapping.Exclusion.virtualInterface),
      ("interface.lo0.txBytes.delta", .virtualInterface),
      ("interface.veth1a2b.rxBytes.delta", .virtualInterface),
      (#"node_network_receive_bytes_total{device="docker0"}"#, .virtualInterface),
      ("disk.loop3.reads.delta", .virtualDisk), ("disk.dm-0.writes.delta", .virtualDisk),
      (#"node_disk_reads_completed_total{device="md127"}"#, .virtualDisk),
      ("filesystem.tmpfs.used", .virtualFileSystem), ("filesystem.loop0.size", .virtualFileSystem),
      (
        #"node_filesystem_size_bytes{device="tmpfs",fstype="tmpfs",mountpoint="/tmp"}"#,
        .virtualFileSystem
      ),
      (
        #"node_filesystem_size_bytes{device="x",fstype="squashfs",mountpoint="/opt/x"}"#,
        .virtualFileSystem
      ),
      (#"node_filesystem_size_bytes{mountpoint="/run/lock"}"#, .virtualFileSystem),
      (#"node_cpu_guest_seconds_total{cpu="0",mode="user"}"#, .countedElsewhere),
    ])
  func exclusions(name: String, exclusion: MetricMapping.Exclusion) {
    #expect(SeriesIdentity(of: name).exclusion == exclusion)
    #expect(SeriesIdentity(of: name).quantity == nil)
  }

  @Test(
    "Names that begin like those of such devices count",
    arguments: [
      "interface.lan0.rxBytes.delta", "interface.bridge-uplink.rxBytes.delta",
      "interface.long0.txBytes.delta", "disk.mdisk1.reads.delta", "filesystem.running.used",
      #"node_filesystem_size_bytes{mountpoint="/running"}"#,
    ])
  func inclusions(name: String) {
    #expect(SeriesIdentity(of: name).exclusion == nil)
  }

  @Test("What differs by factors is modelled by its logarithm")
  func logarithms() {
    for (name, isLogarithmic) in [
      ("interface.eth0.rxBytes.delta", true), ("disk.sda.reads.delta", true), ("NetworkIn", true),
      ("jobs_total", true), ("cpu.user.percentage", false), ("cpu.iowait.percentage", true),
      ("loadavg5", false),
      ("memory.used", false), ("filesystem.sda1.used", false), ("custom.requests", false),
    ] {
      #expect(SeriesIdentity(of: name).quantity?.isLogarithmic == isLogarithmic, "\(name)")
    }
  }

  @Test("Unknown names stay as they are, but for counters by Prometheus' convention")
  func others() {
    for name in [
      "custom.nginx.requests", "cpu", "memory", "m1", "", "processor_queue_length",
      "cpu.percentage", "custom.jobs_total", "disk.sda.readTime.delta", "interface..rxBytes.delta",
      "größe",
      "uptime", "queue{shard=\"1\"}",
    ] {
      let identity = SeriesIdentity(of: name)
      #expect(identity.quantity == .other(name))
      #expect(!identity.isRecognised && !identity.isCounter)
      #expect(identity.quantity?.candidates.map(\.name) == [name])
    }
    let counter = SeriesIdentity(of: #"http_requests_total{code="500"}"#)
    #expect(counter.isCounter)
    #expect(counter.quantity?.candidates.map(\.name) == [#"rate(http_requests_total{code="500"})"#])
    // Mackerel's totals are sizes.
    #expect(SeriesIdentity(of: "memory.swap_total").quantity == .stock(.swap, .total))
  }
}
