internal import Saba
internal import SabaEvaluation

extension MetricMapping {
  /// What became of each metric of the input, as a table; those that stayed as they are in one line.
  ///
  /// - Parameter dropped: The canonical metrics that training left out.
  /// - Returns: The lines.
  func lines(dropped: [TrainingSummary.DroppedMetric]) -> [String] {
    let reasons = Dictionary(dropped.map { ($0.metric, $0.reason) }) { first, _ in first }
    var names = [["metric of the input", "became"]]
    var words = ["how"]
    var unchanged = 0
    for input in inputs {
      if let metric = input.metric, let reason = reasons[metric] {
        names.append([input.input, "-"])
        words.append("left out: \(reason)")
      } else if input.isUnchanged {
        unchanged += 1
      } else {
        names.append([input.input, input.metric ?? "-"])
        words.append(input.words)
      }
    }
    var lines =
      names.count > 1
      ? zip(AlignedColumns.lines(names, leading: 2), words).map { "\($0)  \($1)" } : []
    if unchanged > 0 {
      lines.append("\(Words.count(unchanged, "metric")) of the input left unchanged")
    }
    return lines
  }
}

extension MetricMapping.Input {
  /// Whether the metric is that of the input.
  var isUnchanged: Bool { metric == input && steps.isEmpty }

  /// What was done, in short.
  var words: String {
    if let exclusion { return "left out: \(exclusion.words)" }
    if steps.isEmpty { return metric == input ? "as it is" : "called so" }
    return steps.map { words(for: $0) }.joined(separator: ", ")
  }

  private func words(for step: MetricMapping.Step) -> String {
    switch step {
    case .rate: "rate per second"
    case .sum: "sum of \(seriesCount)"
    case .perCore: "by cores"
    case .percentage: "in % of the size"
    case .fullest: "fullest of \(seriesCount)"
    case .ingredient: "to work it out"
    case .logarithm: "log scale"
    }
  }
}

extension MetricMapping.Exclusion {
  /// The reason in plain words.
  var words: String {
    switch self {
    case .virtualInterface: "a loopback or virtual interface"
    case .virtualDisk: "in memory, or on other disks"
    case .virtualFileSystem: "in memory, read only, or a view of another"
    case .countedElsewhere: "another metric holds it"
    case .nothingToDivide: "the size of something that is not told"
    }
  }
}
