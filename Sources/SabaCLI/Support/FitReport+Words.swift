internal import Saba
internal import SabaEvaluation

extension FitReport {
  /// The confidence of its intervals in words.
  static var confidenceText: String { Text.percent(confidence) }

  /// An interval as people read it.
  static func text(_ interval: ClosedRange<Double>?) -> String {
    interval.map { NumberText.text($0) } ?? "-"
  }

  /// How the check of the fit came out, in short.
  var summary: [String] {
    guard
      let rare = reliability.first(where: { $0.pValue <= 0.01 }),
      let most = promises.max(by: { $0.promised < $1.promised })
    else { return [Self.unchecked] }
    return [
      "checked on each tenth of the history by what the others taught: a p-value of "
        + "\(Text.number(rare.pValue)) or less in a share of \(Text.number(rare.share)) of the rows; "
        + "\(Words.count(most.alertCount, "alert")) at \(most.sensitivity), which promises "
        + "\(Text.number(most.promised)) false ones"
    ]
  }

  /// What stood out in the history, and what to do where it was an incident; none where nothing did.
  var unusualLines: [String] {
    if unusual.isEmpty { return [] }
    let columns = [["host", "from/to", "score"]]
    return [
      "most unusual in the history; thresholds count such peaks, and leave open how high they reach.",
      "Where one was an incident, leave it out: saba train --exclude FROM/TO",
    ]
      + AlignedColumns.lines(
        columns
          + unusual.map {
            [
              $0.host, "\(Timestamp.text($0.from))/\(Timestamp.text($0.to))", Text.number($0.score),
            ]
          })
  }

  /// What was left out; by a guard, which may be much, all in one line.
  ///
  /// - Parameters:
  ///   - interval: The model's, in seconds.
  ///   - rowCount: The number of rows that taught.
  /// - Returns: A sentence each.
  func leftOutLines(interval: Int, rowCount: Int) -> [String] {
    let guarded = leftOut.filter { $0.reason == .guarded }
    let lines = leftOut.filter { $0.reason != .guarded }.map(\.sentence)
    if guarded.isEmpty { return lines }
    let count = guarded.reduce(0) { $0 + $1.rowCount }
    func hours(_ count: Int) -> String { Text.number(Double(count * interval) / 3600) }
    let first = guarded.max { $0.rowCount < $1.rowCount }
    return lines + [
      "left out by the guard: \(Words.count(guarded.count, "alert")), \(hours(count)) h of "
        + "\(hours(count + rowCount)) host-hours"
        + (first.map { "; the longest is \($0.place)" } ?? "")
    ]
  }

  private static let unchecked =
    "the history is too short to check the fit on a tenth of it by what the others taught"

  /// The check as tables.
  var lines: [String] {
    if reliability.isEmpty { return [Self.unchecked] }
    let interval = "\(Self.confidenceText) interval"
    let shares = [["p-value at most", "share promised", "share seen", interval]]
    let counts = [["sensitivity", "false alerts promised", "alerts seen", interval]]
    return [
      "checked on each tenth of the history by what the others taught, its incidents too:"
    ]
      + AlignedColumns.lines(
        shares
          + reliability.map {
            let promised = Text.number($0.pValue)
            return [promised, promised, Text.number($0.share), Self.text($0.interval)]
          })
      + [""]
      + AlignedColumns.lines(
        counts
          + promises.map {
            [
              $0.sensitivity.rawValue, Text.number($0.promised), "\($0.alertCount)",
              Self.text($0.interval),
            ]
          })
      + [
        "intervals allow for what is unusual to come in runs, and on several hosts of a day at once"
      ]
  }
}

extension FitReport.LeftOut {
  /// From when to when, and of which host.
  var place: String {
    "\(Timestamp.text(from)) to \(Timestamp.text(to))\(host.map { " of \($0)" } ?? "")"
  }

  /// What was left out, and how much that was.
  var sentence: String {
    let stretch =
      switch reason {
      case .beforeTraining: "what is before \(Timestamp.text(to))"
      case .excluded: place
      case .guarded: "\(place), on which the guard alerted"
      case .trimmed: "\(place), which stands apart as an incident does"
      }
    let rows =
      rowCount > 0 ? Words.count(rowCount, "row") : "no row lies there, so check the times"
    return "left out \(stretch): \(rows)"
  }
}
