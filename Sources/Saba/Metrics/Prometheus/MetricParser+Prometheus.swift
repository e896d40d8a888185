extension MetricParser {
  /// Takes what a document of Prometheus says next.
  mutating func take(
    _ event: PrometheusDocument.Event, _ line: Int, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    switch event {
    case .series(let labels):
      do throws(LineProblem) {
        openSeries = try begin(labels)
      } catch {
        throw error.error(path: path, line: line)
      }
    case .badSample(let problem):
      try skip(problem.error(path: path, line: line))
    case .sample(let time, var value):
      guard let (host, metric) = openSeries else { return }
      if value.isInfinite {
        report.infiniteValues += 1
        value = .nan
      }
      ignoredInLine = metric == nil ? 1 : 0
      setSingleRow(host: host, time: time, metric: metric, value: value)
      count(time: time)
      try body(singleRow)
    }
  }

  private mutating func begin(
    _ labels: [PrometheusLabel]
  ) throws(LineProblem) -> (host: Int, metric: Int?) {
    let (name, series) = PrometheusSeries.split(labels, defaultName: Self.stem(of: path))
    let host: Int
    if let name {
      host = try Array(name.utf8).withUnsafeBufferPointer { (name) throws(LineProblem) in
        try hostNumber(name)
      }
    } else {
      host = try hostNumber(nil)
    }
    let text = series.text
    var metric: Int?
    switch selection {
    case .all:
      let number = try Array(text.utf8).withUnsafeBufferPointer { (text) throws(LineProblem) in
        try metricTable.intern(text, what: "metric")
      }
      prometheusNames.add(series, number: number, host: host)
      return (host, number)
    case .fixed:
      metric = prometheusMatches?.number(of: series, host: host)
    case .parts:
      metric = prometheusMatches?.number(of: series, host: host)
      if metric == nil {
        metric = try Array(text.utf8).withUnsafeBufferPointer { (text) throws(LineProblem) in
          try wantedNumber(text)
        }
      }
    }
    if metric != nil { sawWantedMetric = true }
    if metric == nil, report.firstIgnoredMetric == nil { report.firstIgnoredMetric = text }
    return (host, metric)
  }
}
