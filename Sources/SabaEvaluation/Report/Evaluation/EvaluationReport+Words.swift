internal import Saba

extension EvaluationReport {
  /// The detector that the page is about; nil if there is none.
  var first: DetectorResult? { result.detectors.first }

  var eventCount: Int { first?.entities.reduce(0) { $0 + $1.events } ?? 0 }

  /// What came out, in one sentence.
  var headline: String {
    guard let first else { return "No detector was run." }
    if first.entities.allSatisfy({ $0.unjudged != nil }) {
      return "The detector \(first.name) could not judge \(result.dataset)."
    }
    guard let recall = first.mean.eventRecall.normal else {
      return
        "\(first.name) on \(result.dataset): there is no event to find, or no alert was asked for."
    }
    let found = Int((recall * Double(eventCount)).rounded())
    let realized = first.mean.falseAlertsPerHostDay.normal.map {
      ", with \(FixedPoint.text($0, digits: 3)) false alerts per host-day (promised: "
        + "\(FixedPoint.text(Sensitivity.normal.falseAlertsPerHostDay, digits: 3)))"
    }
    return "The detector \(first.name) found \(found) of \(Words.count(eventCount, "event")) at "
      + "\"normal\"\(realized ?? "")."
  }

  /// Where it stands among the others, and what was measured.
  var introduction: [String] {
    [rankSentence, measureSentence].compactMap { $0 } + result.unjudged.map { "\($0)." }
  }

  private var rankSentence: String? {
    guard let first, let own = first.mean.vusPR else { return nil }
    let rivals = result.detectors.dropFirst().compactMap { detector in
      detector.mean.vusPR.map { (name: detector.name, value: $0) }
    }
    guard let best = rivals.max(by: { $0.value < $1.value }) else { return nil }
    let place = 1 + rivals.count { $0.value > own }
    let rank =
      place == 1
      ? "the best of \(rivals.count + 1) detectors" : "number \(place) of \(rivals.count + 1)"
    return "By VUS-PR, the first figure to look at, it is \(rank), with "
      + "\(FixedPoint.text(own, digits: 3)); the best other is \(best.name) with "
      + "\(FixedPoint.text(best.value, digits: 3))."
  }

  private var measureSentence: String? {
    guard let first else { return nil }
    let count = first.entities.count
    let rows = first.entities.reduce(0) { $0 + $1.rows }
    let interval = result.intervalSeconds.map { ", one every \(Words.duration($0))" } ?? ""
    let buffer =
      result.vusBuffer.map { "a VUS buffer of \(Words.count($0, "row"))" }
      ?? "VUS buffers by the series' own periods"
    return "The data set \(result.dataset) has \(count) \(count == 1 ? "entity" : "entities") with "
      + "\(rows) rows to judge\(interval); \(buffer)."
  }

  /// What the figures and the marks mean, each with its name.
  static let explanations: [(term: String, text: String)] = [
    (
      "VUS-PR, VUS-ROC",
      "How well scores rank the rows of events above all others, without any threshold: the area under "
        + "the precision-recall and the ROC curve, averaged over how generously the edges of an event "
        + "count. 1 is perfect. Random scores reach more than the base rate and than one half, the more the "
        + "shorter events are beside the buffer: compare with the row \"random\"."
    ),
    ("AUC-PR", "The same area with the labels taken by the row."),
    (
      "Base rate",
      "The share of rows that belong to events, which is what guessing gets in precision."
    ),
    (
      "Sensitivity",
      "The false alerts that a detector may raise, promised without a look at labels: one per host and "
        + "week (sensitive), month (normal) or quarter of a year (insensitive)."
    ),
    (
      "Event found",
      "An alert opened between one hour before the event's start and three rows after its end. Every "
        + "other alert is false, and alerts of one host less than an hour apart count once. One that opened "
        + "longer before an event does not find it though it lasts into it, so that a higher "
        + "sensitivity can find fewer."
    ),
    (
      "Alert hours", "The time in alert outside events: an alert that never closes pays here."
    ),
    (
      "Delay", "From the start of an event to the first alert that finds it, the median, in rows."
    ),
    (
      "HitRate, first culprit",
      "Where the publisher names the metrics behind an event: how many of them are among as many (half "
        + "as many again) that the detector blames most, and how often the one blamed most is one of them."
    ),
    (
      "Expected band",
      "Where the detector would have expected the metric, given all it saw. A metric can also be to "
        + "blame inside its band, when it does not fit the other metrics."
    ),
  ]
}

extension Sensitivity {
  /// How often a false alert is promised, in words.
  var promise: String {
    switch self {
    case .insensitive: "one per host and quarter"
    case .normal: "one per host and month"
    case .sensitive: "one per host and week"
    default:
      "\(falseAlerts == 1 ? "one" : "\(falseAlerts)") per host in \(Words.roughDuration(seconds))"
    }
  }
}
