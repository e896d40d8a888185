/// Descending thresholds, by which a score becomes one integer: its rank, the index of the first,
/// that is the highest, threshold that it reaches.
///
/// Histograms of ranks, cumulated, give a count for every threshold at once.
struct ThresholdRanks {
  let thresholds: [Double]

  var count: Int { thresholds.count }

  /// The rank of a score, or the number of thresholds if it reaches none, in O(log thresholds).
  func rank(of score: Double) -> Int {
    var low = 0
    var high = thresholds.count
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] <= score { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// How many of some descending scores reach each threshold, in O(thresholds·log n).
  func reached(by descending: [Double]) -> [Double] {
    thresholds.map { threshold in
      var low = 0
      var high = descending.count
      while low < high {
        let middle = (low + high) / 2
        if descending[middle] >= threshold { low = middle + 1 } else { high = middle }
      }
      return Double(low)
    }
  }
}

extension [Double] {
  /// The sum up to and including each element.
  var cumulated: [Double] {
    var sum = 0.0
    return map { element in
      sum += element
      return sum
    }
  }
}
