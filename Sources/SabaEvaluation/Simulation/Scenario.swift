/// What to simulate: a role of web servers, for how long, and what goes wrong.
///
/// The numbers of the model itself (rhythm, noise, cron jobs) are the same in every scenario.
public struct Scenario: Sendable, Hashable {
  /// The scenario's name, as on the command line.
  public var name: String
  /// The number of hosts, 1…99; their names count from `web01`.
  public var hosts: Int
  /// The days to learn from, 1…366; nothing goes wrong in them.
  public var trainingDays: Int
  /// The days to judge, 1…366, straight after the training.
  public var testDays: Int
  /// The length of an interval in seconds, a divisor of half an hour.
  ///
  /// Noise persists for the same number of *intervals* whatever their length.
  public var interval: Int
  /// The beginning of the training, in seconds since the epoch; a midnight UTC.
  public var start: Int
  /// How far the users' clock is ahead of UTC, in seconds, a multiple of the interval.
  ///
  /// The rhythm of days and weeks follows that clock.
  public var clockOffset: Int
  /// What goes wrong in the test days.
  ///
  /// One each around 11 and one around 19 o'clock of the users' clock, in this order, again and
  /// again while there are test days. One that moves a nightly job begins when that job would.
  public var incidents: [Incident.Kind]
  /// In which of the test days' slots, two a day, an incident begins; nil for all of them.
  public var incidentSlots: Range<Int>?
  /// What happens without anything being wrong.
  public var changes: [ScenarioChange]

  /// Makes a scenario; the defaults are those of ``webRole``, without incidents.
  ///
  /// - Parameters:
  ///   - name: The scenario's name.
  ///   - hosts: The number of hosts.
  ///   - trainingDays: The days to learn from.
  ///   - testDays: The days to judge.
  ///   - interval: The length of an interval in seconds.
  ///   - start: The beginning, by default Monday 2026-01-05 00:00 UTC.
  ///   - clockOffset: The users' clock less UTC, by default 9 hours.
  ///   - incidents: What goes wrong, by default nothing.
  ///   - incidentSlots: When it does, by default in every slot.
  ///   - changes: What happens without anything being wrong, by default nothing.
  public init(
    name: String, hosts: Int = 3, trainingDays: Int = 14, testDays: Int = 3, interval: Int = 300,
    start: Int = 1_767_571_200, clockOffset: Int = 9 * 3600, incidents: [Incident.Kind] = [],
    incidentSlots: Range<Int>? = nil, changes: [ScenarioChange] = []
  ) {
    self.name = name
    self.hosts = hosts
    self.trainingDays = trainingDays
    self.testDays = testDays
    self.interval = interval
    self.start = start
    self.clockOffset = clockOffset
    self.incidents = incidents
    self.incidentSlots = incidentSlots
    self.changes = changes
  }

  /// Three web servers over 17 days; each kind of incident happens once in the last three.
  public static let webRole = Scenario(
    name: "web-role",
    incidents: [
      .runawayProcess, .memoryLeak, .trafficLoss, .diskFilling, .roleSurge, .slowHost,
    ])

  /// The twin of ``webRole`` in which nothing goes wrong: the same load, noise and gaps.
  public static let quietRole = Scenario(name: "quiet-role")

  /// The scenarios that the command line knows, the default first.
  public static let all = [webRole, quietRole]

  /// The numbers of hosts that a scenario may have.
  public static let hostRange = 1...99

  /// The numbers of days of either kind that a scenario may have.
  public static let dayRange = 1...366

  /// The beginning of the test days, in seconds since the epoch.
  public var testStart: Int { start + trainingDays * 86_400 }

  /// The end of the test days, in seconds since the epoch.
  public var testEnd: Int { testStart + testDays * 86_400 }
}
