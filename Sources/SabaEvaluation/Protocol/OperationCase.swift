internal import Saba

/// What an ``OperationCheck`` puts a role through.
public enum OperationCase: String, Sendable, Hashable, CaseIterable, Codable {
  // Incidents, one of each kind.
  case memoryLeak, runawayProcess, diskFilling, trafficLoss, slowHost, roleSurge
  case cronShifted, metricVanished, metricFlatlined
  // Whether one host is told apart from the whole role.
  case slowHostOfEight, roleSurgeOfEight
  // What is no incident.
  case clockForward, clockBack, biggerHost, rollingDeploy, maintenance

  /// The kind of incident; nil where nothing goes wrong.
  var incident: Incident.Kind? {
    switch self {
    case .slowHostOfEight: .slowHost
    case .roleSurgeOfEight: .roleSurge
    default: Incident.Kind(rawValue: rawValue)
    }
  }

  /// The number of hosts, where the case is about that.
  var hosts: Int? {
    switch self {
    case .slowHostOfEight, .roleSurgeOfEight: 8
    default: nil
    }
  }

  /// Whether it matters which hosts are in alert.
  var isAboutScope: Bool { hosts != nil }

  /// Whether it has to be found before it is half over.
  var isSlow: Bool { self == .memoryLeak }
}

/// The day on which a country's clocks are changed.
struct ClockChange {
  /// In the zone whose clocks are changed.
  static let zone = "Europe/Berlin"

  /// In seconds since the epoch, an hour after a midnight UTC.
  let time: Int
  /// How far clocks were ahead of UTC before it.
  let offset: Int
  let step: Int

  static let forward = ClockChange(time: 1_774_746_000, offset: 3600, step: 3600)
  static let back = ClockChange(time: 1_792_890_000, offset: 7200, step: -3600)

  /// A scenario in which the clocks are changed on one of the test days.
  func scenario(from base: Scenario, onTestDay day: Int) -> Scenario {
    var scenario = base
    scenario.clockOffset = offset
    scenario.start = time - 3600 - (base.trainingDays + day) * 86_400
    return scenario
  }
}
