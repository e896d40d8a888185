/// A partition of samples around centres: the start of a mixture.
enum KMeans {
  /// Centres by k-means++ and Lloyd's iteration, each metric in units of its standard deviation.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite, n ≥ count.
  ///   - count: The number of centres.
  ///   - generator: Draws the first centres.
  /// - Returns: The centre of each sample; every centre has at least one sample where the data
  ///   has `count` distinct rows.
  /// - Complexity: O(n·count·d) an iteration, at most 25 iterations.
  ///
  /// Source: Arthur, Vassilvitskii (2007), "k-means++: the advantages of careful seeding".
  static func assign(
    _ samples: Matrix, to count: Int, using generator: inout RandomGenerator
  ) -> [Int] {
    let n = samples.rowCount
    let d = samples.columnCount
    let all = samples.elements
    if count == 1 { return [Int](repeating: 0, count: n) }

    let precisions = precisions(of: samples)
    func squaredDistance(_ row: Int, _ centre: [Double], _ index: Int) -> Double {
      var sum = 0.0
      for j in 0..<d {
        let difference = (all[row * d + j] - centre[index * d + j]) * precisions[j]
        sum += difference * difference
      }
      return sum
    }

    var centres = samples.row(Int.random(in: 0..<n, using: &generator))
    var nearest = (0..<n).map { squaredDistance($0, centres, 0) }
    var rowsSuffice = true
    for index in 1..<count {
      var total = 0.0
      for value in nearest { total += value }
      // All samples lie on centres already: any will do, the component will collapse or share.
      if total == 0 { rowsSuffice = false }
      let chosen =
        total > 0 && total.isFinite
        ? generator.index(weights: nearest) : Int.random(in: 0..<n, using: &generator)
      centres += all[(chosen * d)..<(chosen * d + d)]
      for row in 0..<n { nearest[row] = min(nearest[row], squaredDistance(row, centres, index)) }
    }

    var labels = [Int](repeating: -1, count: n)
    var sizes = [Int](repeating: 0, count: count)
    for _ in 0..<25 {
      var changed = false
      for index in 0..<count { sizes[index] = 0 }
      for row in 0..<n {
        var best = 0
        var least = Double.infinity
        for index in 0..<count {
          let distance = squaredDistance(row, centres, index)
          if distance < least {
            least = distance
            best = index
          }
        }
        nearest[row] = least
        sizes[best] += 1
        if labels[row] != best {
          labels[row] = best
          changed = true
        }
      }
      // A centre that lost its samples takes the one farthest from its own, if that is not alone.
      // Copies of one row stay together: only rounding sets them off from their centre.
      for index in 0..<count where rowsSuffice && sizes[index] == 0 {
        var farthest: Int?
        for row in 0..<n where sizes[labels[row]] > 1 && nearest[row] > 0 {
          if let other = farthest, nearest[row] <= nearest[other] { continue }
          farthest = row
        }
        guard let farthest else { break }
        sizes[labels[farthest]] -= 1
        sizes[index] = 1
        labels[farthest] = index
        nearest[farthest] = 0
        changed = true
      }
      if !changed { break }
      var sums = [Double](repeating: 0, count: count * d)
      for row in 0..<n {
        for j in 0..<d { sums[labels[row] * d + j] += all[row * d + j] }
      }
      for index in 0..<count where sizes[index] > 0 {
        for j in 0..<d { centres[index * d + j] = sums[index * d + j] / Double(sizes[index]) }
      }
    }
    return labels
  }

  /// Draws samples as centres, all with the same chance, and gives each sample to the nearest.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite, n ≥ count.
  ///   - count: The number of centres.
  ///   - generator: Draws them.
  /// - Returns: The centre of each sample.
  /// - Complexity: O(n·count·d).
  static func assignAtRandom(
    _ samples: Matrix, to count: Int, using generator: inout RandomGenerator
  ) -> [Int] {
    var rows = Array(0..<samples.rowCount)
    for index in 0..<count {
      rows.swapAt(index, Int.random(in: index..<rows.count, using: &generator))
    }
    let precisions = precisions(of: samples)
    return (0..<samples.rowCount).map { row in
      var best = 0
      var least = Double.infinity
      for index in 0..<count {
        var sum = 0.0
        for j in precisions.indices {
          let difference = (samples[row, j] - samples[rows[index], j]) * precisions[j]
          sum += difference * difference
        }
        if sum < least {
          least = sum
          best = index
        }
      }
      return best
    }
  }

  /// One over each metric's standard deviation; 0 for a constant metric.
  private static func precisions(of samples: Matrix) -> [Double] {
    let n = Double(samples.rowCount)
    return (0..<samples.columnCount).map { j in
      var mean = 0.0
      for row in 0..<samples.rowCount { mean += samples[row, j] / n }
      var squares = 0.0
      for row in 0..<samples.rowCount {
        let difference = samples[row, j] - mean
        squares += difference * difference / n
      }
      return squares > 0 && squares.isFinite ? 1 / squares.squareRoot() : 0
    }
  }
}
