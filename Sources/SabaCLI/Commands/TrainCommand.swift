internal import ArgumentParser
internal import Saba

/// `saba train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learns what is normal for a role, from its past metrics.",
    discussion: """
      Reads the metrics of all hosts of a role, two weeks or more of them if there are, and writes \
      a model: one small file. What stands apart from all else in the history, as an incident does, \
      is left out and named. What happens often is normal to the model, so leave out with --exclude \
      the incidents that you know.

      Metrics of mackerel-agent, Prometheus' node_exporter and CloudWatch are made comparable between \
      hosts of different size: counters become rates, devices are summed up, processor times are \
      divided by cores, memory and disks by what there is. Other metrics stay as they are. \
      `saba inspect` shows what became of each; --raw-metrics leaves all as they are.

      \(InputHelp.formats)

      Example:
        saba train --history web-*.csv.gz --output web.saba \\
          --exclude 2026-01-10T02:00Z/2026-01-10T05:00Z
      """)

  @OptionGroup var history: HistoryOptions

  @Option(help: "The file to write the model to.")
  var output: String

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
      follow the time of day; UTC unless given.
      """,
    transform: ZoneArgument.zone)
  var zone: LocalZone = .utc

  @Flag(
    help: "Learn the metrics as they are, and do not make them comparable between hosts first.")
  var rawMetrics = false

  @Option(help: "The seed of the random start; the same seed and history give the same model.")
  var seed: UInt64 = 1

  func run() throws {
    let (history, mapping) = try MetricInput.read(
      paths: history.paths, strict: history.strict, interval: interval?.seconds, raw: rawMetrics)
    var options = RoleModelOptions()
    options.mapping = mapping
    options.trainingFrom = trainingFrom?.seconds
    options.excluded = exclude.map(\.range)
    options.seed = seed
    options.zone = zone
    let progress = ProgressLine("training")
    defer { progress.end() }
    let model = try RoleModel.train(history: history, options: options) { progress.show($0) }
    progress.end()
    try model.write(to: output)
    for line in ModelDescription(model).trainingLines {
      StandardError.print(Text.printable(line))
    }
    StandardError.print("wrote \(output); next: saba preview --model \(output) --history …")
  }
}
