internal import Saba

extension EntityArtist {
  /// Scores beyond this many times those of calm rows are drawn on a scale of factors.
  private static let largestLinearRatio = 20.0

  /// The charts of one host.
  func host(_ index: Int) -> EntityPicture.HostPicture {
    let detail = details[index]
    let ranking = ranking(ofHost: index)
    let rest = ranking.dropFirst(detail.metricCount).sorted()
    return EntityPicture.HostPicture(
      name: entity.hosts[index].name, score: score(ofHost: index),
      lanes: runs.indices.dropFirst().map { lane(of: $0, host: index) },
      metrics: ranking.prefix(detail.metricCount).map { metric($0, host: index) },
      strips: detail.hasStrips ? rest.map { strip(of: $0, host: index) } : [],
      hiddenCount: detail.hasStrips ? 0 : rest.count)
  }

  // MARK: Scores

  private func score(ofHost index: Int) -> ChartFigure {
    let (name, run) = (runs[0].name, runs[0].run)
    let host = entity.hosts[index]
    let thresholds = run.thresholds.map { zip(Sensitivity.named, $0.values) } ?? zip([], [])
    let levels = thresholds.filter(\.1.isFinite).map { sensitivity, value in
      TimeChart.Level(
        value: value, style: "threshold \(sensitivity.rawValue)", label: sensitivity.rawValue,
        title: "Threshold \"\(sensitivity.rawValue)\": \(ChartScale.label(value))")
    }
    let samples = scores(of: 0, host: index)
    let alertCount = run.alerts?.sensitive[index].count ?? 0
    let chart = TimeChart(
      description: "Score of \(host.name) by \(name) with "
        + "\(Words.count(eventSpans(index).count, "labelled event")) and "
        + "\(Words.count(alertCount, "alert")) at the sensitive setting",
      axis: axis, scale: scale(of: samples, levels: levels.map(\.value)), interval: interval,
      height: 160,
      lines: [
        .init(samples: samples, style: "score", stepCount: details[index].lineSteps)
      ], spans: eventSpans(index), marks: alertMarks(of: 0, host: index),
      flags: events.filter { $0.host == host.name }.map {
        .init(range: $0.range, text: "E\($0.number)")
      }, levels: levels)
    let moved = hasMovedThresholds(host: index) ? "; its thresholds moved, the last are drawn" : ""
    return ChartFigure(
      "Score of \(host.name)", note: "by \(name)\(moved)", style: "scores", chart: chart.svg)
  }

  /// Whether an alert opened at a score that the thresholds drawn would let pass.
  private func hasMovedThresholds(host index: Int) -> Bool {
    guard let alerts = runs[0].run.alerts, let thresholds = runs[0].run.thresholds else {
      return false
    }
    return alerts.sensitive[index].contains { alert in
      fileRows[index][alert.lowerBound].map {
        runs[0].run.scores[$0] <= thresholds.sensitive
      } ?? false
    }
  }

  /// Another detector's scores and alerts, small.
  private func lane(of detector: Int, host index: Int) -> ChartFigure {
    let (name, run) = (runs[detector].name, runs[detector].run)
    let host = entity.hosts[index]
    let samples = scores(of: detector, host: index)
    let spans = eventSpans(index)
    let note =
      run.alerts.map { alerts in
        let found = events.count {
          $0.host == host.name && $0.finders[detector]?.sensitive == true
        }
        return Words.count(alerts.sensitive[index].count, "alert")
          + (spans.isEmpty ? "" : ", \(found) of \(Words.count(spans.count, "event")) found")
      } ?? "raises no alerts"
    let chart = TimeChart(
      description: "Score of \(host.name) by \(name): \(note)", axis: axis,
      scale: scale(of: samples, levels: []), interval: interval, height: 36, isStrip: true,
      lines: [.init(samples: samples, style: "score", stepCount: 0)],
      spans: spans.map(Self.plain), marks: alertMarks(of: detector, host: index).map(Self.plain))
    return ChartFigure(name, note: note, style: "lane", chart: chart.svg)
  }

  private func scores(of detector: Int, host index: Int) -> [ChartSample] {
    let scores = runs[detector].run.scores
    let host = entity.hosts[index]
    let highest = host.fileRows.lazy.map { scores[$0] }.filter(\.isFinite).max() ?? 1
    return zip(host.fileRows, host.frameRows).map { fileRow, frameRow in
      let score = scores[fileRow]
      // What is beyond all numbers is still seen.
      return ChartSample(
        time: middle(ofRow: frameRow, host: index),
        value: score == .infinity ? highest + abs(highest) : score)
    }
  }

  private func scale(of samples: [ChartSample], levels: [Double]) -> ChartScale {
    let values = samples.map(\.high).filter(\.isFinite)
    let positive = values.filter { $0 > 0 }.sorted()
    let calm = positive.isEmpty ? 0 : positive[positive.count / 10]
    guard let largest = positive.last, 2 * positive.count > values.count,
      largest > Self.largestLinearRatio * calm
    else {
      return ChartScale(linearOver: values + levels)
    }
    return ChartScale(
      logarithmicOver: values.map { max($0, calm / 4) } + levels, floor: calm / 4)
  }

  // MARK: Metrics

  private func metric(_ column: Int, host index: Int) -> ChartFigure {
    let name = entity.test.metrics[column]
    let host = entity.hosts[index]
    let samples = values(of: column, host: index)
    let band = expected(of: column, host: index)
    let (low, high) = samples.reduce(into: (Double.infinity, -Double.infinity)) { ends, sample in
      if sample.isFinite { ends = (min(ends.0, sample.low), max(ends.1, sample.high)) }
    }
    // A band much wider than the values is cut, or nothing would be seen of these.
    let room = high - low
    let ends = band.filter(\.isFinite).flatMap {
      [max($0.low, low - room), min($0.high, high + room)]
    }
    let chart = TimeChart(
      description: "\(name) of \(host.name) over time, with the expected band, labelled events and "
        + "alerts",
      axis: axis, scale: ChartScale(linearOver: samples.map(\.low) + ends), interval: interval,
      height: 120, columnCount: 600,
      bands: band.isEmpty
        ? [] : [.init(samples: band, style: "expected", stepCount: details[index].bandSteps)],
      lines: [.init(samples: samples, style: "seen", stepCount: details[index].lineSteps)],
      spans: eventSpans(index, metric: name),
      marks: alertMarks(of: 0, host: index, metric: name).map(Self.plain),
      flags: flags(of: name, host: host.name))
    return ChartFigure(name, style: "metric", chart: chart.svg)
  }

  private func strip(of column: Int, host index: Int) -> ChartFigure {
    let name = entity.test.metrics[column]
    let samples = values(of: column, host: index)
    let chart = TimeChart(
      description: "\(name) of \(entity.hosts[index].name) over time, small", axis: axis,
      scale: ChartScale(linearOver: samples.map(\.low)), interval: interval, height: 26,
      isStrip: true, lines: [.init(samples: samples, style: "seen", stepCount: 0)],
      spans: eventSpans(index, metric: name).map(Self.plain))
    return ChartFigure(name, style: "metric", chart: chart.svg)
  }

  private func values(of column: Int, host index: Int) -> [ChartSample] {
    let frame = entity.test.frames[index]
    return (0..<frame.rowCount).map {
      ChartSample(time: middle(ofRow: $0, host: index), value: frame.values[$0, column])
    }
  }

  /// The band of a metric; empty where the first detector has none.
  private func expected(of column: Int, host index: Int) -> [ChartSample] {
    guard let low = runs[0].run.explanation?.low, let high = runs[0].run.explanation?.high else {
      return []
    }
    let host = entity.hosts[index]
    return zip(host.fileRows, host.frameRows).map { fileRow, frameRow in
      ChartSample(
        time: middle(ofRow: frameRow, host: index), low: low[fileRow, column],
        high: high[fileRow, column])
    }
  }

  /// A sample is drawn in the middle of its interval.
  private func middle(ofRow row: Int, host index: Int) -> Double {
    Double(entity.test.frames[index].time(ofRow: row)) + 0.5 * Double(interval)
  }

  // MARK: Events and alerts

  /// A stretch as a picture alone, since the chart of the score says what it is.
  private static func plain(_ span: TimeChart.Span) -> TimeChart.Span {
    TimeChart.Span(range: span.range, style: span.style, row: span.row)
  }

  /// A host's events; on a metric's chart those stand out for which the publisher names it.
  private func eventSpans(_ index: Int, metric: String? = nil) -> [TimeChart.Span] {
    let host = entity.hosts[index].name
    return events.filter { $0.host == host }.map { event in
      let isNamed = metric.map(event.named.contains) ?? false
      let named = event.named.isEmpty ? "" : ", shown by \(Words.list(event.named))"
      return TimeChart.Span(
        range: event.range, style: isNamed ? "event named" : "event",
        title: "event \(event.number)\(metric == nil ? named : isNamed ? ", shown by this" : "")")
    }
  }

  /// Where the publisher names a metric, and its rank where an alert blames it.
  private func flags(of metric: String, host: String) -> [TimeChart.Flag] {
    let ranks = ["1st", "2nd", "3rd"]
    let named = events.filter { $0.host == host && $0.named.contains(metric) }
    let blamed = alerts.filter { $0.host == host }.compactMap { alert in
      alert.blamed.firstIndex { $0.metric == metric }.map { rank in
        TimeChart.Flag(range: alert.range, text: ranks[rank])
      }
    }
    return named.map { .init(range: $0.range, text: "★") } + blamed
  }

  /// Alerts as bars along the bottom, one row a sensitivity; on a metric's chart those stand out that
  /// blame it.
  private func alertMarks(
    of detector: Int, host index: Int, metric: String? = nil
  ) -> [TimeChart.Span] {
    guard let found = runs[detector].run.alerts else { return [] }
    let host = entity.hosts[index].name
    let blaming = alerts.filter { alert in
      alert.host == host && alert.blamed.contains { $0.metric == metric }
    }
    let rows = [
      (Sensitivity.sensitive, "warning", found.sensitive),
      (.normal, "critical", found.normal), (.insensitive, "severe", found.insensitive),
    ]
    return rows.enumerated().flatMap { row, setting in
      let (sensitivity, colour, hosts) = setting
      return hosts[index].map { alert in
        let range = times(alert, host: index)
        let isFaint = metric != nil && !blaming.contains { $0.range.overlaps(range) }
        return TimeChart.Span(
          range: range, style: "mark \(colour)\(isFaint ? " faint" : "")",
          title: "alert at \(sensitivity.rawValue)", row: row)
      }
    }
  }
}
