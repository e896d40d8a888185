/// How readily a role alerts: a promise of how many false alerts a host raises.
///
/// Three have names; any other is written as its promise, `1/10d` for one false alert in ten days.
public struct Sensitivity: Sendable, Hashable {
  /// The promised number of false alerts of one host, at least 1.
  public let falseAlerts: Int
  /// The time in which there are so many, in seconds, at least 1.
  public let seconds: Int

  /// One false alert per host and quarter.
  public static let insensitive = Sensitivity(falseAlerts: 1, seconds: 90 * 86_400)
  /// One false alert per host and month.
  public static let normal = Sensitivity(falseAlerts: 1, seconds: 30 * 86_400)
  /// One false alert per host and week.
  public static let sensitive = Sensitivity(falseAlerts: 1, seconds: 7 * 86_400)
  /// Those that have names, from the least sensitive on.
  public static let named = [insensitive, normal, sensitive]

  /// Promises a number of false alerts in a length of time.
  public init(falseAlerts: Int, seconds: Int) {
    precondition(falseAlerts >= 1 && seconds >= 1, "at least one false alert, in a second or more")
    self.falseAlerts = falseAlerts
    self.seconds = seconds
  }

  /// The promised number of false alerts per host and day.
  public var falseAlertsPerHostDay: Double { 86_400 * Double(falseAlerts) / Double(seconds) }
}

extension Sensitivity: RawRepresentable, Codable, CustomStringConvertible {
  /// The name of one that has a name, otherwise false alerts and time, such as `2/30d`.
  public var rawValue: String {
    switch self {
    case .insensitive: "insensitive"
    case .normal: "normal"
    case .sensitive: "sensitive"
    default: "\(falseAlerts)/\(DurationText.text(seconds))"
    }
  }

  /// Reads a name, or false alerts and time with a slash between them; nil for anything else.
  public init?(rawValue: String) {
    if let named = Self.named.first(where: { $0.rawValue == rawValue }) {
      self = named
      return
    }
    let parts = rawValue.split(separator: "/", omittingEmptySubsequences: false)
    guard
      parts.count == 2, let falseAlerts = Int(parts[0]), falseAlerts >= 1,
      let seconds = DurationText.seconds(String(parts[1]))
    else { return nil }
    self.init(falseAlerts: falseAlerts, seconds: seconds)
  }

  /// The name, or false alerts and time.
  public var description: String { rawValue }

  // What the standard library would derive compares raw values, which compare with the names.
  /// Whether both promise as many false alerts in the same time.
  public static func == (left: Sensitivity, right: Sensitivity) -> Bool {
    left.falseAlerts == right.falseAlerts && left.seconds == right.seconds
  }
}

extension [Sensitivity] {
  /// These and others, from the least sensitive on, no promise twice.
  package func joined(with others: [Sensitivity]) -> [Sensitivity] {
    var all = self
    for other in others
    where !all.contains(where: { $0.falseAlertsPerHostDay == other.falseAlertsPerHostDay }) {
      all.append(other)
    }
    return all.sorted { $0.falseAlertsPerHostDay < $1.falseAlertsPerHostDay }
  }
}
