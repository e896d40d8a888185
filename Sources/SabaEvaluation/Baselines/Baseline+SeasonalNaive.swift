internal import Saba

extension Baseline {
  /// `seasonal-naive`: the mean of the metrics' squared changes since the same time one day before.
  ///
  /// Where nothing was seen then, the change is that since the row before. Causal.
  public static let seasonalNaive = Baseline(name: "seasonal-naive") { _ in
    { track in
      let d = track.values.columnCount
      let values = track.values.elements.span
      var changes = track.values
      changes.withMutableElements { (changes: inout MutableSpan<Double>) in
        for index in changes.indices {
          let dayBefore = index - track.rowsPerDay * d
          var expected = dayBefore >= 0 ? values[dayBefore] : .nan
          if expected.isNaN, index >= d { expected = values[index - d] }
          let change = values[index] - expected
          changes[index] = change * change
        }
      }
      return BaselineScores(meanOf: changes)
    }
  }
}
