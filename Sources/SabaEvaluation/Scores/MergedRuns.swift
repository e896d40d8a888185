extension [Range<Int>] {
  /// Non-empty runs, in order, where those that overlap or touch have become one; O(runs).
  ///
  /// The ranges come in order of their lower bounds.
  var merged: [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in self where !range.isEmpty {
      guard let last = merged.last, range.lowerBound <= last.upperBound else {
        merged.append(range)
        continue
      }
      precondition(range.lowerBound >= last.lowerBound, "runs come in order of their beginnings")
      if range.upperBound > last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<range.upperBound
      }
    }
    return merged
  }
}
