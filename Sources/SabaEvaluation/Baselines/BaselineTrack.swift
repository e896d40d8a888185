internal import Saba

/// One host's rows on the grid, from train into test where test comes after train.
struct BaselineTrack {
  /// The standardised values, `[n × d]`; NaN where missing.
  let values: Matrix
  /// The same with missing values at the median in training, which is 0.
  let complete: Matrix
  /// For each row whether it has any value.
  let hasValue: [Bool]
  /// The number of rows of the training part; they come first.
  let trainRowCount: Int
  /// Which frame of test the last rows are, and where they begin; nil without one.
  let test: (frame: Int, firstRow: Int)?
  /// The number of rows of a day, at least 1.
  let rowsPerDay: Int

  init(train: MetricFrame?, test: (index: Int, frame: MetricFrame)?, scaling: BaselineScaling) {
    let interval = train?.interval ?? test?.frame.interval ?? 1
    let d = scaling.centres.count
    rowsPerDay = max(1, (86_400 + interval / 2) / interval)
    trainRowCount = train?.rowCount ?? 0
    var elements = train?.values.elements ?? []
    if let test {
      if let train {
        // No baseline looks further back than over a day without values.
        let pause = (test.frame.start - train.time(ofRow: train.rowCount)) / interval
        elements += [Double](repeating: .nan, count: min(pause, rowsPerDay) * d)
      }
      self.test = (test.index, elements.count / d)
      elements += test.frame.values.elements
    } else {
      self.test = nil
    }
    var values = Matrix(rowCount: elements.count / d, columnCount: d, elements: elements)
    scaling.standardize(&values)
    self.values = values
    complete = values.elementwise { $0.isNaN ? 0 : $0 }
    hasValue = values.rowsWithValues
  }
}
