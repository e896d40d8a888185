/// The unit of a metric, as far as its name says so, and how amounts of it are written.
enum MetricUnit: Sendable, Hashable {
  case number
  case perSecond
  case percent
  case seconds
  case bytes
  case bytesPerSecond

  /// Names of mackerel-agent, of Prometheus' node_exporter and the like; `*` stands for anything, and
  /// the first pattern that fits counts.
  private static let rules: [(pattern: String, unit: MetricUnit)] = [
    ("*percentage", .percent),
    ("*percentage.undivided", .percent),
    ("*percent", .percent),
    ("rate(*_bytes_total*", .bytesPerSecond),
    ("rate(*_seconds_total*", .number),
    ("rate(*", .perSecond),
    // Multiples of bytes: their numbers are left as they are.
    ("*.kBytes*", .number),
    ("*_kBytes*", .number),
    ("*KBytes*", .number),
    ("*MBytes*", .number),
    ("*GBytes*", .number),
    ("*Bytes*.delta", .bytesPerSecond),
    ("*BytesPerSec*", .bytesPerSecond),
    ("*_bytes_per_sec*", .bytesPerSecond),
    ("*.delta", .perSecond),
    ("*Bytes*", .bytes),
    ("*_bytes", .bytes),
    ("*_bytes_total", .bytes),
    ("*_seconds", .seconds),
    ("memory.*", .bytes),
    ("container.memory.*", .bytes),
    ("filesystem.used", .bytes),
    ("filesystem.*.used", .bytes),
    ("filesystem.*.size", .bytes),
    ("swap.used", .bytes),
    ("swap.free", .bytes),
    ("swap.total", .bytes),
  ]

  /// Reads the unit off a name; a name that does not say is a plain number.
  init(metric name: String) {
    self = Self.rules.first { Self.matches(name, $0.pattern) }?.unit ?? .number
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    var rest = name[...]
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, index > 0 { return rest.hasSuffix(part) }
      guard let found = rest.firstRange(of: part), index > 0 || found.lowerBound == rest.startIndex
      else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.isEmpty
  }

  /// An amount with its unit, such as `8.2 GB`.
  func text(_ amount: Double) -> String {
    let (number, suffix) = parts(amount)
    return number + suffix
  }

  /// How far two amounts are apart, with its unit.
  ///
  /// A difference of percentages is in percentage points: "20 % above" would be a share of the other.
  func difference(_ amount: Double) -> String {
    guard self == .percent else { return text(amount) }
    let number = parts(amount).number
    return "\(number) percentage point\(number == "1" ? "" : "s")"
  }

  /// A range of amounts, the unit only once where both ends have the same: `4 to 5.1 GB`.
  func text(_ low: Double, to high: Double) -> String {
    let ends = (parts(low), parts(high))
    let first = ends.0.suffix == ends.1.suffix && self != .number ? "" : ends.0.suffix
    return "\(ends.0.number)\(first) to \(ends.1.number)\(ends.1.suffix)"
  }

  private func parts(_ amount: Double) -> (number: String, suffix: String) {
    let size = abs(amount)
    switch self {
    case .number, .perSecond:
      let (number, prefix) = NumberText.parts(amount)
      return (number, prefix + (self == .perSecond ? "/s" : ""))
    case .percent:
      // All cores together easily show more than 1000 %.
      let isPlain = size >= 1000 && size < 1e6
      return (isPlain ? "\(Int(amount.rounded()))" : NumberText.text(amount), " %")
    case .seconds:
      let units: [(length: Double, name: String)] = [
        (86_400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"),
      ]
      let unit = size == 0 ? (1, "s") : units.first { $0.length <= size } ?? (1e-6, "µs")
      return (NumberText.text(amount / unit.0), " " + unit.1)
    case .bytes, .bytesPerSecond:
      let (number, prefix) = NumberText.parts(amount)
      return (number, " \(prefix)B" + (self == .bytesPerSecond ? "/s" : ""))
    }
  }
}
