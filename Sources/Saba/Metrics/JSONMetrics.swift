/// The values of one JSON object of metrics.
struct JSONMetrics: Sendable {
  /// Up to so many metrics a row has a place for each; beyond that the list of those that a line
  /// gives may be shorter.
  private static let denseMetricCount = 64

  private var metrics: [Int] = []
  private var values: [Double] = []
  /// For each metric its index in the lists plus ``base``; less than that if it is not in them.
  private var places: [Int] = []
  /// More than all places given before, so that these need not be cleared.
  private var base = 1

  /// Begins a new object.
  mutating func removeAll() {
    base += metrics.count
    metrics.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Takes a value; of two of one metric the later wins.
  mutating func set(_ metric: Int, _ value: Double) {
    while places.count <= metric { places.append(0) }
    let index = places[metric] - base
    if index >= 0 {
      values[index] = value
      return
    }
    places[metric] = base + metrics.count
    metrics.append(metric)
    values.append(value)
  }

  /// Puts the values into a row, which may be that of an earlier object.
  ///
  /// Rows that are alike in what they give shall have the same list of metrics, so that they are
  /// stored together; but a row's size must not grow with what only other rows give.
  func fill(_ row: inout MetricRow, metricCount: Int) {
    if metricCount <= max(Self.denseMetricCount, 4 * metrics.count) {
      // The numbers of a list are unique and below the count, so that a list of as many is the whole.
      if row.metrics.count != metricCount { row.metrics = Array(0..<metricCount) }
      row.values.removeAll(keepingCapacity: true)
      row.values.append(contentsOf: repeatElement(.nan, count: metricCount))
      for (metric, value) in zip(metrics, values) { row.values[metric] = value }
      return
    }
    let order = metrics.indices.sorted { metrics[$0] < metrics[$1] }
    let sorted = order.map { metrics[$0] }
    if row.metrics != sorted { row.metrics = sorted }
    row.values = order.map { values[$0] }
  }
}
