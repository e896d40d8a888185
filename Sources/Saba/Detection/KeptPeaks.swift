internal import SabaModels
internal import SabaNumerics

/// The peaks of a history that were kept up over one number of attempts, in the form in which a model
/// keeps them for every number but its own: the tail, and of the highest peaks some ranks.
///
/// The lower the rank, the closer its neighbours: those between are interpolated, along the logarithm
/// of the rank, in which the peaks of an exponential tail are straight.
struct KeptPeaks: Sendable, Hashable {
  /// The upper tail of the peaks.
  let tail: TailModel
  /// The number of stretches that had a peak.
  let stretchCount: Int
  /// How many of the highest peaks it stands for.
  private let count: Int
  /// The peaks at ``ranks(upTo:)``, descending.
  private let values: [Double]

  /// Keeps some of the highest peaks.
  ///
  /// - Parameters:
  ///   - tail: The upper tail.
  ///   - stretchCount: The number of stretches that had a peak.
  ///   - highest: The highest peaks, descending.
  init(tail: TailModel, stretchCount: Int, thinning highest: [Double]) {
    self.tail = tail
    self.stretchCount = stretchCount
    count = highest.count
    values = Self.ranks(upTo: highest.count).map { highest[$0 - 1] }
  }

  /// The ranks that are kept, from 1: each power of two, the middle between two, and the last.
  private static func ranks(upTo count: Int) -> [Int] {
    var ranks: [Int] = []
    var power = 1
    while power <= count {
      ranks.append(power)
      if power > 1, power + power / 2 <= count { ranks.append(power + power / 2) }
      power *= 2
    }
    if let last = ranks.last, last < count { ranks.append(count) }
    return ranks
  }

  /// The highest peaks, descending.
  var highest: [Double] {
    let ranks = Self.ranks(upTo: count)
    var result = values.prefix(1).map { $0 }
    for (step, rank) in ranks.enumerated().dropFirst() {
      let before = ranks[step - 1]
      let length = logarithm(Double(rank)) - logarithm(Double(before))
      for between in before + 1..<rank {
        let part = (logarithm(Double(between)) - logarithm(Double(before))) / length
        result.append(values[step - 1] + part * (values[step] - values[step - 1]))
      }
      result.append(values[step])
    }
    return result
  }

  /// The numbers that it is stored as.
  var packed: [Double] {
    [
      tail.threshold, tail.exceedanceRate, tail.scale, tail.shape, Double(tail.exceedanceCount),
      Double(stretchCount), Double(count),
    ] + values
  }

  /// Reads the numbers that it is stored as; nil where they cannot be peaks.
  init?(packed numbers: [Double]) {
    guard
      numbers.count >= 7, numbers.allSatisfy(\.isFinite),
      let exceedanceCount = Int(exactly: numbers[4]),
      let stretchCount = Int(exactly: numbers[5]), stretchCount > 0,
      let count = Int(exactly: numbers[6]),
      (0...ScoreCalibration.largestPeakCount).contains(count),
      numbers.count == 7 + Self.ranks(upTo: count).count,
      let tail = RoleModelSnapshot.Tail(
        threshold: numbers[0], exceedanceRate: numbers[1], scale: numbers[2], shape: numbers[3],
        exceedanceCount: exceedanceCount
      ).model
    else { return nil }
    self.tail = tail
    self.stretchCount = stretchCount
    self.count = count
    values = Array(numbers[7...])
  }
}
