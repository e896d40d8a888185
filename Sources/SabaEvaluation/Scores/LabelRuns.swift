extension [Bool] {
  /// The runs of true labels, in order.
  var runs: [ClosedRange<Int>] {
    var runs: [ClosedRange<Int>] = []
    var start: Int?
    for (row, label) in enumerated() {
      if label {
        start = start ?? row
      } else if let first = start {
        runs.append(first...row - 1)
        start = nil
      }
    }
    if let first = start { runs.append(first...count - 1) }
    return runs
  }
}
