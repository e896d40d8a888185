/// What fleets go through without anything being wrong: nothing of it should raise an alert.
public enum ScenarioChange: Sendable, Hashable {
  /// The users' clock, and with it the rhythm of days and the nightly jobs, is put forward or back.
  ///
  /// A nightly job that would have begun in the hour left out begins at its end; one in the hour that
  /// happens twice runs the first time only.
  case clock(at: Int, by: Int)
  /// One more host, twice as big as the largest, joins at the beginning of the test days and takes its
  /// share of the load; the training days do not hold it.
  case biggerHost
  /// Every host restarts its service, one ten minutes after the other, without a change of load.
  case rollingDeploy(at: Int)
  /// One host, by its number from 1, is drained, after ten minutes off for two hours, and then back
  /// with a cold cache; an hour later its operator says that it works again.
  case maintenance(host: Int, at: Int)

  /// How long a drained host still runs, in seconds.
  static let drainLength = 600
  /// How long a host in maintenance is off, in seconds.
  static let offLength = 7200
  /// How long a host that is back stays in maintenance, in seconds.
  static let settlingLength = 3600
}

extension Scenario {
  /// The users' clock at a time, in seconds.
  func localTime(at time: Int) -> Int {
    var local = time + clockOffset
    for case .clock(let start, let step) in changes where time >= start { local += step }
    return local
  }

  /// When a job begins that runs once a day.
  ///
  /// - Parameters:
  ///   - second: The second of the day, by the users' clock.
  ///   - day: The day, counted by the users' clock from the epoch.
  /// - Returns: In seconds since the epoch.
  func start(ofJobAt second: Int, onLocalDay day: Int) -> Int {
    var start = day * 86_400 + second - clockOffset
    for case .clock(let change, let step) in changes where start >= change {
      start = max(change, start - step)
    }
    return start
  }

  /// When a host in maintenance begins to drain and when it is back; nil for a host that is not.
  func maintenance(ofHost number: Int) -> Range<Int>? {
    for case .maintenance(number, let start) in changes {
      return start..<start + ScenarioChange.drainLength + ScenarioChange.offLength
    }
    return nil
  }
}
