internal import Saba
internal import SabaEvaluation

/// A model in words and numbers.
struct ModelDescription {
  let model: RoleModel
  /// Those whose thresholds are shown.
  let sensitivities: [Sensitivity]

  init(_ model: RoleModel, sensitivities: [Sensitivity] = Sensitivity.named) {
    self.model = model
    self.sensitivities = sensitivities
  }

  /// What the model was trained on and what came of it, in short.
  var trainingLines: [String] { learnt + becoming + (model.report?.summary ?? []) }

  /// What became of the input's metrics, with an empty line before and after; empty where nothing did.
  private var becoming: [String] {
    guard let mapping = model.mapping else { return [] }
    return [""] + mapping.lines(dropped: model.summary.droppedMetrics) + [""]
  }

  private var learnt: [String] {
    let summary = model.summary
    var lines = [
      "learnt from \(Words.count(summary.hosts.count, "host")), "
        + "\(Words.count(summary.rowCount, "row")) of \(Words.duration(model.interval)) "
        + "(\(summary.completeRowCount) complete), "
        + "\(Timestamp.text(summary.firstTime)) to \(Timestamp.text(summary.lastTime))",
      "\(Words.count(model.metrics.count, "metric")), "
        + "\(Words.count(model.usualComponents.count, "state"))",
    ]
    lines += model.report?.leftOutLines(interval: model.interval, rowCount: summary.rowCount) ?? []
    lines += summary.droppedMetrics.map { "left out \($0.metric): \($0.reason)" }
    lines += summary.warnings.map { "note: \($0)" }
    return lines
  }

  var lines: [String] {
    var lines = learnt
    lines.append("hosts: \(model.summary.hosts.joined(separator: ", "))")
    lines.append("time zone of its days: \(model.zone)")
    lines += becoming
    if lines.last != "" { lines.append("") }
    let means = model.componentMeans
    let states = model.usualComponents.sorted {
      model.componentWeights[$0] > model.componentWeights[$1]
    }
    var rows = [["metric", "mean", "spread", "daily rhythm"]]
    for (rank, state) in states.enumerated() {
      rows[0].append("state \(rank + 1) (\(Text.percent(model.componentWeights[state])))")
    }
    for (j, metric) in model.metrics.enumerated() {
      rows.append(
        [
          metric, Text.number(model.centres[j]), Text.number(model.scales[j]),
          model.profiles[j].map { Self.rhythm($0) } ?? "-",
        ]
          + states.map { Text.number(means[$0, j]) })
    }
    lines += AlignedColumns.lines(rows)
    lines.append("")
    lines += transientLines
    let sure = FitReport.confidenceText
    var thresholds = [
      ["sensitivity", "promise: one false alert per host in", "score above", "\(sure) interval"]
    ]
    for sensitivity in sensitivities {
      thresholds.append([
        sensitivity.rawValue,
        Words.roughDuration(sensitivity.seconds / sensitivity.falseAlerts),
        Text.number(model.threshold(for: sensitivity)),
        FitReport.text(model.thresholdInterval(for: sensitivity)),
      ])
    }
    lines += AlignedColumns.lines(thresholds)
    lines.append("an alert takes \(model.attempts) such scores in a row")
    lines += sensitivities.filter { !Sensitivity.named.contains($0) }
      .compactMap { model.doubt(about: $0) }.map { "note: \($0)" }
    if let report = model.report {
      lines += [""] + report.lines
      if !report.unusual.isEmpty { lines += [""] + report.unusualLines }
    }
    return lines
  }

  /// The short movements that are excused; empty where none are.
  private var transientLines: [String] {
    let known = model.knownTransients
    if known.isEmpty { return [] }
    let rows = known.map { transient in
      var named = transient.movements.prefix(Self.namedMovementCount).map { movement in
        let size = Text.number(abs(movement.deviation))
        return "\(movement.metric) \(movement.deviation < 0 ? "down" : "up") \(size)"
      }
      let others = transient.movements.count - named.count
      if others > 0 { named.append("\(others) more") }
      return [
        "\(transient.occurrenceCount)", Words.duration(transient.seconds),
        named.joined(separator: ", "),
      ]
    }
    return AlignedColumns.lines(
      [["times", "at most", "short movements that are known (in spreads)"]] + rows) + [""]
  }

  /// Of a short movement so many metrics are named.
  private static let namedMovementCount = 4

  /// How far a profile swings over the day.
  private static func rhythm(_ profile: DailyLevels) -> String {
    let low = profile.levels.min() ?? 0
    let high = profile.levels.max() ?? 0
    return "\(Text.number(low)) to \(Text.number(high))"
  }

  /// The same for programs.
  var document: Document {
    let means = model.componentMeans
    return Document(
      formatVersion: RoleModel.formatVersion, intervalSeconds: model.interval,
      attempts: model.attempts, timeZone: model.zone.identifier, training: model.summary,
      mapping: OrNull(wrappedValue: model.mapping), report: OrNull(wrappedValue: model.report),
      metrics: model.metrics.enumerated().map { j, name in
        .init(
          metric: name, mean: model.centres[j], spread: model.scales[j],
          dailyProfile: model.profiles[j]?.levels,
          states: (0..<means.rowCount).map { means[$0, j] })
      },
      stateWeights: model.componentWeights, knownTransients: model.knownTransients,
      thresholds: sensitivities.map {
        .init(
          sensitivity: $0.rawValue, falseAlertsPerHostDay: $0.falseAlertsPerHostDay,
          score: model.threshold(for: $0), low: model.thresholdInterval(for: $0).lowerBound,
          high: OrNull(wrappedValue: Self.finite(model.thresholdInterval(for: $0).upperBound)),
          doubt: OrNull(wrappedValue: model.doubt(about: $0)))
      })
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  struct Document: Encodable {
    struct Metric: Encodable {
      var metric: String
      var mean: Double
      var spread: Double
      var dailyProfile: [Double]?
      var states: [Double]
    }
    struct Threshold: Encodable {
      var sensitivity: String
      var falseAlertsPerHostDay: Double
      var score: Double
      /// The ends of the threshold's interval; the upper one null where there is none.
      var low: Double
      @OrNull var high: Double?
      @OrNull var doubt: String?
    }
    var formatVersion: Int
    var intervalSeconds: Int
    var attempts: Int
    var timeZone: String
    var training: TrainingSummary
    /// What became of the input's metrics; null where they stayed as they are.
    @OrNull var mapping: MetricMapping?
    @OrNull var report: FitReport?
    var metrics: [Metric]
    var stateWeights: [Double]
    var knownTransients: [KnownTransient]
    var thresholds: [Threshold]
  }
}
