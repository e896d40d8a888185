internal import ArgumentParser
internal import Saba

/// The options of commands that learn from a history.
struct TrainingOptions: ParsableArguments {
  @Option(
    help:
      "The length of the intervals to learn and judge by, in s, m, h, d or w, such as 5m. (default: 5m, or the data's own if coarser)"
  )
  var interval: DurationArgument?

  @Option(help: "Leave out what is before this time: epoch seconds, or ISO 8601 with a zone.")
  var trainingFrom: TimeArgument?

  @Option(
    help: """
      Leave out a stretch of time, such as a known incident: FROM/TO, two times with a slash \
      between them. May be repeated.
      """)
  var exclude: [IntervalArgument] = []

  @Option(
    help: """
      The time zone by whose clock the role's days begin, such as Asia/Tokyo, for metrics that \
      follow the time of day. (default: UTC)
      """,
    transform: ZoneArgument.zone)
  var zone: LocalZone?

  @Option(
    help: """
      The seed of the random start; the same seed and history give the same model. (default: 1)
      """)
  var seed: UInt64?

  /// How to train by them.
  var modelOptions: RoleModelOptions {
    var options = RoleModelOptions()
    options.trainingFrom = trainingFrom?.seconds
    options.excluded = exclude.map { Exclusion($0.range) }
    if let seed { options.seed = seed }
    if let zone { options.zone = zone }
    return options
  }

  /// The first option that is given, by its name.
  var firstGiven: String? {
    let given = [
      ("--interval", interval != nil), ("--training-from", trainingFrom != nil),
      ("--exclude", !exclude.isEmpty), ("--zone", zone != nil), ("--seed", seed != nil),
    ]
    return given.first { $0.1 }?.0
  }
}
