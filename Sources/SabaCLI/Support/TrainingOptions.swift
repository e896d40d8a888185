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
    help: ArgumentHelp(
      """
      Leave out what `saba feedback` has in this file. (default of `saba train --store`: what it has \
      for the role)
      """, valueName: "path"))
  var feedback: String?

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

  @Flag(
    help: "Learn the metrics as they are, and do not make them comparable between hosts first.")
  var rawMetrics = false

  /// Reads a history, its metrics made comparable, and says how to train on it.
  ///
  /// - Parameters:
  ///   - history: Where it is.
  ///   - store: Whose feedback counts where no file is named.
  ///   - guardModel: The model in use, and what it is called; what it alerts on does not teach.
  /// - Returns: The history on its grid, and the options.
  /// - Throws: ``InputError`` where something cannot be read.
  func read(
    _ history: HistoryOptions, in store: ModelStore? = nil,
    guardedBy guardModel: GuardOptions.Guard? = nil
  ) throws(InputError) -> (history: RoleHistory, options: RoleModelOptions) {
    let points = try MetricInput.read(
      paths: history.paths, strict: history.strict, interval: interval?.seconds)
    let (history, mapping) =
      rawMetrics
      ? (try points.history(interval: interval?.seconds), nil)
      : try points.canonicalHistory(interval: interval?.seconds)
    var options = try modelOptions(for: history, in: store)
    options.mapping = mapping
    if let guardModel { options.guarded = try guardModel.exclusions(in: points, for: options) }
    return (history, options)
  }

  /// How to train on a history by them.
  ///
  /// - Parameters:
  ///   - history: Of what was expected at another time nothing is said.
  ///   - store: Whose feedback counts where no file is named.
  /// - Returns: The options.
  /// - Throws: ``InputError`` where the feedback cannot be read.
  private func modelOptions(
    for history: RoleHistory, in store: ModelStore?
  ) throws(InputError) -> RoleModelOptions {
    var options = RoleModelOptions()
    options.trainingFrom = trainingFrom?.seconds
    options.excluded = exclude.map { Exclusion($0.range) }
    let start = max(history.frames.map(\.start).min() ?? 0, trainingFrom?.seconds ?? .min)
    let end = history.frames.map { $0.time(ofRow: $0.rowCount) }.max() ?? start
    if start < end {
      options.excluded += try expected(in: store).filter { $0.range.overlaps(start..<end) }
    }
    if let seed { options.seed = seed }
    if let zone { options.zone = zone }
    return options
  }

  private func expected(in store: ModelStore?) throws(InputError) -> [Exclusion] {
    if let feedback {
      // Unlike a role of which nothing was said yet, a file that is named must be there.
      _ = try ByteSource(path: feedback)
      return try FeedbackFile(path: feedback).entries().map(\.exclusion)
    }
    return try store?.feedback.entries().map(\.exclusion) ?? []
  }

  /// The first option that is given, by its name.
  var firstGiven: String? {
    let given = [
      ("--interval", interval != nil), ("--training-from", trainingFrom != nil),
      ("--exclude", !exclude.isEmpty), ("--feedback", feedback != nil), ("--zone", zone != nil),
      ("--seed", seed != nil), ("--raw-metrics", rawMetrics),
    ]
    return given.first { $0.1 }?.0
  }
}
