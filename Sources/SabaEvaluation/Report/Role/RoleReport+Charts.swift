internal import Saba

extension RoleReport {
  /// Scores below it are drawn at the bottom: nothing happens there.
  private static let scoreFloor = 0.1
  /// How much of the time before and after an alert is shown around it, in seconds.
  static let surroundings = 6 * 3600
  /// A second metric is shown where it has at least this share of the first one's blame.
  private static let secondShare = 0.3

  /// The scale that the scores of all hosts share, so that hosts can be compared.
  var scoreScale: ChartScale {
    let scores = hosts.lazy.flatMap(\.verdicts).map(\.score)
    let thresholds = models.turns.flatMap { turn in
      shownSensitivities.map { turn.model.threshold(for: $0, attempts: policy.attempts) }
    }
    return ChartScale(
      logarithmicOver: Array(scores) + thresholds, floor: Self.scoreFloor)
  }

  /// The score of one host over the whole time.
  func scoreChart(of host: HostVerdicts, on axis: TimeAxis, scale: ChartScale) -> TimeChart {
    let alerts = alerts.filter { $0.alert.host == host.host }
    let highest = host.verdicts.lazy.map(\.score).filter(\.isFinite).max()
    let peak = highest.map { ", at most \(ChartScale.label($0))" } ?? ", never judged"
    return TimeChart(
      description: "Score of \(host.host)\(peak); \(Words.count(alerts.count, "alert"))",
      axis: axis, scale: scale, interval: models.interval,
      lines: [
        .init(
          samples: host.verdicts.map { .init(time: middle($0), value: $0.score) }, style: "score")
      ] + thresholdSteps(on: axis),
      spans: alerts.map(span), marks: marks(for: host.host),
      flags: alerts.map { .init(range: $0.range, text: "\($0.number)") },
      levels: shownSensitivities.map { sensitivity in
        let value = models.model(at: axis.end).threshold(
          for: sensitivity, attempts: policy.attempts)
        return .init(
          value: value, style: "threshold \(sensitivity.rawValue)", label: sensitivity.rawValue,
          hasLine: models.turns.count == 1,
          title: "Threshold \"\(sensitivity.rawValue)\": \(ChartScale.label(value))")
      })
  }

  /// The thresholds of models that judged in turn; none for one model, whose thresholds are levels.
  private func thresholdSteps(on axis: TimeAxis) -> [TimeChart.Series] {
    guard models.turns.count > 1 else { return [] }
    let starts = [axis.start] + models.turns.dropFirst().map(\.start)
    let ends = starts.dropFirst() + [axis.end + 1]
    return shownSensitivities.map { sensitivity in
      let samples = zip(models.turns, zip(starts, ends)).flatMap { turn, time in
        let value = turn.model.threshold(for: sensitivity)
        return stride(from: time.0, to: time.1, by: models.interval).map {
          ChartSample(time: Double($0), value: value)
        }
      }
      return .init(
        samples: samples, style: "threshold \(sensitivity.rawValue)", stepCount: 0)
    }
  }

  /// A metric that an alert is about, and how it went.
  struct CulpritChart {
    var culprit: Verdict.Contribution
    var chart: TimeChart
  }

  /// The one or two worst metrics of an alert, before, during and after.
  func culpritCharts(of entry: NumberedAlert, on axis: TimeAxis) -> [CulpritChart] {
    guard let host = hosts.first(where: { $0.host == entry.alert.host }) else { return [] }
    let window = TimeAxis(
      from: max(axis.start, entry.range.lowerBound - Self.surroundings),
      to: min(axis.end, entry.range.upperBound + Self.surroundings))
    let verdicts = host.verdicts.filter { (window.start..<window.end).contains($0.time) }
    let leastShare = Self.secondShare * (entry.alert.culprits.first?.share ?? 0)
    return entry.alert.culprits.prefix(2).filter { $0.share >= leastShare }.map { culprit in
      var values: [ChartSample] = []
      var band: [ChartSample] = []
      for verdict in verdicts {
        guard let seen = verdict.contributions.first(where: { $0.metric == culprit.metric })
        else { continue }
        values.append(.init(time: middle(verdict), value: seen.value))
        band.append(.init(time: middle(verdict), low: seen.low, high: seen.high))
      }
      let chart = TimeChart(
        description: "\(culprit.metric) of \(host.host) around alert \(entry.number): "
          + culprit.sentence,
        axis: window,
        scale: ChartScale(linearOver: (values + band).flatMap { [$0.low, $0.high] }),
        interval: models.interval, height: 130,
        bands: [.init(samples: band, style: "expected")],
        lines: [.init(samples: values, style: "seen")],
        spans: alerts.filter { $0.alert.host == host.host }.map(span),
        marks: marks(for: host.host))
      return CulpritChart(culprit: culprit, chart: chart)
    }
  }

  /// A sample is drawn in the middle of its interval.
  private func middle(_ verdict: Verdict) -> Double {
    Double(verdict.time) + 0.5 * Double(models.interval)
  }

  private func span(of entry: NumberedAlert) -> TimeChart.Span {
    .init(
      range: entry.range, style: "alert \(entry.alert.status.rawValue)",
      title: "Alert \(entry.number), \(entry.alert.status.rawValue): \(entry.reason)")
  }

  private func marks(for host: String) -> [TimeChart.Span] {
    incidents.filter { $0.hosts.contains(host) && $0.start < $0.end }.map {
      .init(
        range: $0.start..<$0.end, style: "incident",
        title: "Labelled incident: \($0.description)")
    }
  }
}

extension RoleReport.NumberedAlert {
  /// How long it lasted, or that it has not ended.
  var length: String {
    alert.closedAt == nil ? "still open" : Words.duration(range.upperBound - range.lowerBound)
  }
}
