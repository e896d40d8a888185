/// What the name of a series says of it.
struct SeriesIdentity: Sendable, Hashable {
  /// What it measures; nil where it shall not count.
  var quantity: Quantity?
  /// Of which device, file system, container or processor; empty where of the host.
  var device = ""
  /// By what to multiply its values.
  var factor = 1.0
  /// Whether its values only ever grow, but for restarts, and their rate is what counts.
  var isCounter = false
  /// Whether percentages of processors are known to be of one core.
  var isOfOneCore = false
  /// The name with what differs between devices left out.
  var pattern: String
  /// Why it does not count; nil where it does.
  var exclusion: MetricMapping.Exclusion?

  /// What series have in common that differ in their device alone.
  struct Group: Sendable, Hashable {
    var pattern: String
    var exclusion: MetricMapping.Exclusion?
  }

  /// The group that it is of.
  var group: Group { Group(pattern: pattern, exclusion: exclusion) }

  /// Whether a rule knows the name.
  var isRecognised: Bool { quantity != .other(pattern) }

  /// Whether it is taken for a counter by the end of its name alone.
  var isAssumedCounter: Bool { if case .events = quantity { true } else { false } }

  /// What no rule knows.
  static func unknown(_ name: String) -> SeriesIdentity {
    SeriesIdentity(quantity: .other(name), pattern: name)
  }

  /// Reads a name.
  init(of name: String) {
    let known =
      Self.mackerel(name) ?? PrometheusName(name).flatMap { Self.prometheus($0, name) }
      ?? Self.cloudWatch(name)
    self = known ?? .unknown(name)
  }

  private init(
    quantity: Quantity?, device: String = "", factor: Double = 1, isCounter: Bool = false,
    isOfOneCore: Bool = false, pattern: String, exclusion: MetricMapping.Exclusion? = nil
  ) {
    self.quantity = exclusion == nil ? quantity : nil
    self.device = device
    self.factor = factor
    self.isCounter = isCounter
    self.isOfOneCore = isOfOneCore
    self.pattern = pattern
    self.exclusion = exclusion
  }
}

// mackerel-agent's names, on all systems, and those of its containers. Docs and agents spell some of
// them in two ways. A name without a device, as role-level graphs have it, stands for the whole host.
extension SeriesIdentity {
  private static let ofHost: [String: Quantity] = [
    "loadavg1": .load("loadavg1"), "loadavg5": .load("loadavg5"), "loadavg15": .load("loadavg15"),
    "memory.total": .stock(.memory, .total), "memory.used": .stock(.memory, .used),
    "memory.available": .stock(.memory, .available),
    "memory.mem_available": .stock(.memory, .available), "memory.free": .stock(.memory, .free),
    "memory.swap_total": .stock(.swap, .total), "memory.swap_used": .stock(.swap, .used),
    "memory.swap_free": .stock(.swap, .free),
    "memory.pagefile_total": .stock(.pagefile, .total),
    "memory.pagefile_free": .stock(.pagefile, .free),
    "memory.pagefile_used": .stock(.pagefile, .used),
  ]

  /// What memory is used for: Linux, macOS, and the last four NetBSD.
  private static let memoryShares: Set<String> = [
    "memory.buffers", "memory.cached", "memory.swap_cached", "memory.active", "memory.inactive",
    "memory.act", "memory.wired", "memory.exec", "memory.file",
  ]

  private static let ofDevices: [(start: String, end: String, quantity: Quantity)] = [
    ("disk.", "reads.delta", .activity("disk.reads.delta")),
    ("disk.", "writes.delta", .activity("disk.writes.delta")),
    ("interface.", "rxBytes.delta", .activity("interface.rxBytes.delta")),
    ("interface.", "txBytes.delta", .activity("interface.txBytes.delta")),
    ("filesystem.", "size", .stock(.fileSystems, .total)),
    ("filesystem.", "used", .stock(.fileSystems, .used)),
    ("container.cpu.", "usage", .stock(.containerProcessor, .used)),
    ("container.cpu.", "limit", .stock(.containerProcessor, .total)),
    ("container.memory.", "usage", .stock(.containerMemory, .used)),
    ("container.memory.", "limit", .stock(.containerMemory, .total)),
  ]

  private static func mackerel(_ name: String) -> SeriesIdentity? {
    if let quantity = ofHost[name] { return SeriesIdentity(quantity: quantity, pattern: name) }
    if memoryShares.contains(name) {
      return SeriesIdentity(quantity: .stock(.memory, .share(name)), pattern: name)
    }
    // All that is not idle is no mode beside the others.
    if let mode = between("cpu.", ".percentage", in: name), !mode.contains("."), mode != "used" {
      return SeriesIdentity(quantity: .processor(mode: mode), pattern: name)
    }
    for (start, end, quantity) in ofDevices {
      if name == start + end { return SeriesIdentity(quantity: quantity, pattern: name) }
      guard let device = between(start, "." + end, in: name) else { continue }
      return SeriesIdentity(
        quantity: quantity, device: device, pattern: "\(start)*.\(end)",
        exclusion: exclusion(of: device, quantity))
    }
    return nil
  }

  /// What stands between a beginning and an end; nil where nothing does.
  private static func between(_ start: String, _ end: String, in name: String) -> String? {
    guard name.hasPrefix(start), name.hasSuffix(end) else { return nil }
    let middle = name.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count)
    return middle.isEmpty || name.utf8.count <= start.utf8.count + end.utf8.count
      ? nil : String(middle)
  }
}

// What Prometheus' node_exporter says, and counters of anything else by the convention that their
// names end in `_total`.
extension SeriesIdentity {
  private static let nodeValues: [String: Quantity] = [
    "load1": .load("loadavg1"), "load5": .load("loadavg5"), "load15": .load("loadavg15"),
    "memory_MemTotal_bytes": .stock(.memory, .total),
    "memory_MemAvailable_bytes": .stock(.memory, .available),
    "memory_MemFree_bytes": .stock(.memory, .free),
    "memory_Buffers_bytes": .stock(.memory, .share("memory.buffers")),
    "memory_Cached_bytes": .stock(.memory, .share("memory.cached")),
    "memory_SwapTotal_bytes": .stock(.swap, .total),
    "memory_SwapFree_bytes": .stock(.swap, .free),
    "memory_SwapCached_bytes": .stock(.memory, .share("memory.swap_cached")),
    "filesystem_size_bytes": .stock(.fileSystems, .total),
    "filesystem_avail_bytes": .stock(.fileSystems, .available),
    "filesystem_free_bytes": .stock(.fileSystems, .free),
  ]

  private static let nodeCounters: [String: Quantity] = [
    "disk_reads_completed_total": .activity("disk.reads.delta"),
    "disk_writes_completed_total": .activity("disk.writes.delta"),
    "disk_read_bytes_total": .activity("disk.readBytes.delta"),
    "disk_written_bytes_total": .activity("disk.writeBytes.delta"),
    "network_receive_bytes_total": .activity("interface.rxBytes.delta"),
    "network_transmit_bytes_total": .activity("interface.txBytes.delta"),
    "network_receive_packets_total": .activity("interface.rxPackets.delta"),
    "network_transmit_packets_total": .activity("interface.txPackets.delta"),
    "network_receive_errs_total": .activity("interface.rxErrors.delta"),
    "network_transmit_errs_total": .activity("interface.txErrors.delta"),
    "network_receive_drop_total": .activity("interface.rxDropped.delta"),
    "network_transmit_drop_total": .activity("interface.txDropped.delta"),
  ]

  private static func prometheus(_ series: PrometheusName, _ text: String) -> SeriesIdentity? {
    if series.name.hasPrefix("node_"), let known = node(series, text) { return known }
    guard series.name.hasSuffix("_total") else { return nil }
    return SeriesIdentity(quantity: .events("rate(\(text))"), isCounter: true, pattern: text)
  }

  private static func node(_ series: PrometheusName, _ text: String) -> SeriesIdentity? {
    let name = String(series.name.dropFirst("node_".count))
    if name == "cpu_seconds_total" {
      guard let mode = series["mode"] else { return nil }
      return SeriesIdentity(
        quantity: .processor(mode: mode), device: series["cpu"] ?? "", factor: 100,
        isCounter: true, isOfOneCore: true, pattern: "\(series.name){mode=\"\(mode)\",…}")
    }
    if name == "cpu_guest_seconds_total" {
      return SeriesIdentity(
        quantity: nil, pattern: "\(series.name){…}", exclusion: .countedElsewhere)
    }
    let isCounter = nodeValues[name] == nil
    guard let quantity = nodeValues[name] ?? nodeCounters[name] else { return nil }
    let device = series["mountpoint"] ?? series["device"] ?? ""
    let isVirtual = series["fstype"].map { virtualFileSystems.contains($0) } ?? false
    return SeriesIdentity(
      quantity: quantity, device: device, isCounter: isCounter,
      pattern: device.isEmpty ? text : "\(series.name){…}",
      exclusion: isVirtual ? .virtualFileSystem : exclusion(of: device, quantity))
  }
}

// What Amazon CloudWatch and its agent say, by its own names and by Mackerel's. Amounts there are of a
// period, whose length the name does not tell: they do not mix with an agent's rates.
extension SeriesIdentity {
  private static let cloud: [String: Quantity] = [
    "CPUUtilization": .other("cpu.used.percentage"), "ec2.cpu.used": .other("cpu.used.percentage"),
    "mem_used_percent": .stock(.memory, .percentage),
    "MemoryUtilization": .stock(.memory, .percentage),
    "swap_used_percent": .stock(.swap, .percentage),
    "NetworkIn": .activity("interface.rxBytes"), "ec2.network.in": .activity("interface.rxBytes"),
    "NetworkOut": .activity("interface.txBytes"),
    "ec2.network.out": .activity("interface.txBytes"),
    "NetworkPacketsIn": .activity("interface.rxPackets"),
    "ec2.network_packets.in": .activity("interface.rxPackets"),
    "NetworkPacketsOut": .activity("interface.txPackets"),
    "ec2.network_packets.out": .activity("interface.txPackets"),
    "DiskReadOps": .activity("disk.reads"), "ec2.disk_ops.read": .activity("disk.reads"),
    "DiskWriteOps": .activity("disk.writes"), "ec2.disk_ops.write": .activity("disk.writes"),
    "DiskReadBytes": .activity("disk.readBytes"), "ec2.disk_io.read": .activity("disk.readBytes"),
    "DiskWriteBytes": .activity("disk.writeBytes"),
    "ec2.disk_io.write": .activity("disk.writeBytes"),
  ]

  /// Network disks, which count beside those of the machine.
  private static let cloudVolumes: [String: Quantity] = [
    "EBSReadOps": .activity("disk.reads"), "EBSWriteOps": .activity("disk.writes"),
    "EBSReadBytes": .activity("disk.readBytes"), "EBSWriteBytes": .activity("disk.writeBytes"),
  ]

  private static func cloudWatch(_ name: String) -> SeriesIdentity? {
    if let quantity = cloud[name] { return SeriesIdentity(quantity: quantity, pattern: name) }
    if let quantity = cloudVolumes[name] {
      return SeriesIdentity(quantity: quantity, device: "EBS", pattern: name)
    }
    guard let series = PrometheusName(name), series.name == "disk_used_percent" else { return nil }
    let quantity = Quantity.stock(.fileSystems, .percentage)
    let device = series["path"] ?? series["device"] ?? ""
    let isVirtual = series["fstype"].map { virtualFileSystems.contains($0) } ?? false
    return SeriesIdentity(
      quantity: quantity, device: device, pattern: device.isEmpty ? name : "\(series.name){…}",
      exclusion: isVirtual ? .virtualFileSystem : exclusion(of: device, quantity))
  }
}

// Devices that do nothing of their own.
extension SeriesIdentity {
  private static let virtualFileSystems: Set<String> = [
    "tmpfs", "devtmpfs", "devfs", "ramfs", "overlay", "aufs", "squashfs", "iso9660", "udf", "proc",
    "procfs", "sysfs", "cgroup", "cgroup2", "autofs", "nsfs", "rootfs", "debugfs", "tracefs",
    "fdescfs", "nullfs", "linprocfs", "fuse.lxcfs", "binfmt_misc", "configfs", "mqueue",
    "securityfs", "pstore", "bpf", "hugetlbfs", "devpts", "rpc_pipefs", "efivarfs",
  ]

  private static func exclusion(of device: String, _ quantity: Quantity)
    -> MetricMapping.Exclusion?
  {
    // Letters, then digits, such as a loopback interface's or a loop device's.
    let kind = String(device.prefix { !$0.isNumber })
    switch quantity {
    case .activity(let name) where name.hasPrefix("interface."):
      let isVirtual =
        ["lo", "veth", "docker", "virbr", "dummy", "ifb"].contains(kind)
        || ["veth", "br-", "cali", "cni", "flannel", "kube-"].contains { device.hasPrefix($0) }
        || device.hasPrefix("Loopback")
      return isVirtual ? .virtualInterface : nil
    case .activity:
      return ["loop", "ram", "zram", "sr", "fd", "cd", "dm-", "md"].contains(kind)
        ? .virtualDisk : nil
    case .stock(.fileSystems, _):
      let isVirtual =
        virtualFileSystems.contains(device) || ["loop", "sr", "cd", "ram"].contains(kind)
        || ["udev", "none", "shm"].contains(device)
        || ["/run", "/dev", "/proc", "/sys", "/snap"].contains {
          device == $0 || device.hasPrefix($0 + "/")
        }
      return isVirtual ? .virtualFileSystem : nil
    case .processor, .load, .stock, .events, .other: return nil
    }
  }
}
