/// Affiliation precision and recall, integrated numerically from their definition.
///
/// All integrands are linear between multiples of a quarter row, so that the midpoint rule with
/// that step is exact.
enum NaiveAffiliation {
  static let step = 0.25

  /// Takes events and predictions as half-open intervals that neither overlap nor touch.
  static func score(
    predictions: [Range<Int>], events: [Range<Int>], rowCount: Int
  ) -> (precision: Double?, recall: Double?) {
    var precisions: [Double] = []
    var recalls: [Double] = []
    for (i, event) in events.enumerated() {
      let low = i == 0 ? 0 : Double(events[i - 1].upperBound + event.lowerBound) / 2
      let high =
        i == events.count - 1
        ? Double(rowCount) : Double(event.upperBound + events[i + 1].lowerBound) / 2
      let (start, end) = (Double(event.lowerBound), Double(event.upperBound))
      let margin = min(start - low, high - end)
      let inside = predictions.map {
        (low: max(Double($0.lowerBound), low), high: min(Double($0.upperBound), high))
      }.filter { $0.low < $0.high }

      var precision: [Double] = []
      var recall: [Double] = []
      for x in stride(from: low + step / 2, to: high, by: step) {
        let isPredicted = inside.contains { $0.low < x && x < $0.high }
        if isPredicted {
          let d = max(start - x, x - end, 0)
          precision.append(d == 0 ? 1 : 1 - (end - start + min(d, margin) + d) / (high - low))
        }
        if start < x && x < end, !inside.isEmpty {
          let d =
            isPredicted ? 0 : inside.reduce(.infinity) { min($0, max($1.low - x, x - $1.high)) }
          recall.append(1 - (min(d, x - low, high - x) + d) / (high - low))
        }
      }
      if !precision.isEmpty { precisions.append(precision.reduce(0, +) / Double(precision.count)) }
      recalls.append(recall.isEmpty ? 0 : recall.reduce(0, +) / Double(recall.count))
    }
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    return (mean(precisions), mean(recalls))
  }
}
