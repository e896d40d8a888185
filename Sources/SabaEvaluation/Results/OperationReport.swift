/// What came of one case of an ``OperationCheck`` on the role of one seed.
public struct OperationResult: Codable, Sendable, Hashable {
  /// The case.
  public var name: OperationCase
  /// The seed.
  public var seed: UInt64
  /// From the beginning of the incident to the first alert on a host that has it; nil where there was
  /// none, or no incident.
  public var delaySeconds: Int?
  /// How long the incident lasts; nil where it was not found.
  public var durationSeconds: Int?
  /// The metric that the first alert blames most.
  public var firstCulprit: String?
  /// Whether the incident shows in that metric.
  public var isFirstCulpritRight = false
  /// Whether alerts opened on the host that has the incident and on no other; for one of the whole role,
  /// on at least half of its hosts.
  public var isScopeRight = false
  /// On how many hosts alerts opened during the incident.
  public var alertingHosts = 0
  /// How many alerts opened: over all the test days, or within a day of what is no incident.
  public var alertCount = 0
  /// How many did in the same time while nothing happened.
  public var quietAlertCount = 0

  /// Makes the result of a case in which nothing was found or raised.
  public init(name: OperationCase, seed: UInt64) {
    self.name = name
    self.seed = seed
  }

  /// Whether the incident was found.
  public var isFound: Bool { delaySeconds != nil }

  /// Whether the incident was found before it was half over.
  public var isBeforeHalfWay: Bool {
    guard let delaySeconds, let durationSeconds else { return false }
    return 2 * delaySeconds < durationSeconds
  }
}

/// What came of one case on the roles of all seeds.
public struct OperationSummary: Codable, Sendable, Hashable {
  /// The case.
  public var name: OperationCase
  /// How many seeds there were.
  public var repetitions: Int
  /// On how many the incident was found; this and the next four are nil for what is no incident.
  public var found: Int?
  /// On how many it was, with the right first culprit.
  public var foundWithCulprit: Int?
  /// On how many it was, before it was half over.
  public var foundBeforeHalfWay: Int?
  /// On how many exactly the right hosts were in alert.
  public var scopeRight: Int?
  /// The median time to the first alert where there was one, in seconds.
  public var medianDelaySeconds: Int?
  /// All alerts.
  public var alerts: Int
  /// The alerts while nothing happened.
  public var quietAlerts: Int
  /// Whether the bar is reached.
  public var isKept: Bool

  /// The share of repetitions in which an incident has to be found, by the right first culprit.
  public static let leastShare = 0.9
  /// The most alerts that what is no incident may raise in a repetition, beside those that there would
  /// have been without it.
  public static let mostAlerts = 0.1

  init(_ name: OperationCase, _ results: [OperationResult]) {
    self.name = name
    repetitions = results.count
    alerts = results.reduce(0) { $0 + $1.alertCount }
    quietAlerts = results.reduce(0) { $0 + $1.quietAlertCount }
    let count = Double(results.count)
    guard name.incident != nil else {
      isKept = Double(alerts - quietAlerts) <= Self.mostAlerts * count
      return
    }
    let foundResults = results.filter(\.isFound)
    let needed = Int((Self.leastShare * count).rounded(.up))
    found = foundResults.count
    let withCulprit = foundResults.count(where: \.isFirstCulpritRight)
    let beforeHalfWay = foundResults.count(where: \.isBeforeHalfWay)
    let scope = foundResults.count(where: \.isScopeRight)
    foundWithCulprit = withCulprit
    foundBeforeHalfWay = beforeHalfWay
    scopeRight = scope
    let delays = foundResults.compactMap(\.delaySeconds).sorted()
    medianDelaySeconds = delays.isEmpty ? nil : delays[(delays.count - 1) / 2]
    isKept =
      withCulprit >= needed && (!name.isSlow || beforeHalfWay >= needed)
      && (!name.isAboutScope || scope >= needed)
  }
}

/// What an ``OperationCheck`` found.
public struct OperationReport: Codable, Sendable, Hashable {
  /// How it was checked.
  public var check: OperationCheck
  /// What came of each case.
  public var summaries: [OperationSummary]
  /// By seed, then case.
  public var results: [OperationResult]

  /// Takes the results of a check.
  public init(check: OperationCheck, cases: [OperationCase], results: [OperationResult]) {
    self.check = check
    self.results = results
    summaries = cases.map { name in
      OperationSummary(name, results.filter { $0.name == name })
    }
  }

  /// Whether every bar is reached.
  public var isKept: Bool { summaries.allSatisfy(\.isKept) }
}
