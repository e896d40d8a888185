internal import Saba

extension Baseline {
  /// `var`: the mean squared remainder of a vector autoregression on the last five rows, each
  /// metric's in units of its remainders in training.
  ///
  /// The coefficients are those of ridge regression. A row is predicted only if each of the five
  /// before it has a value.
  public static let autoregression = Baseline(name: "var") { data throws(CannotJudge) in
    let regression = try LaggedRegression(data)
    return { BaselineScores(meanOf: regression.squaredRemainders(of: $0)) }
  }
}

/// Each metric as a linear function of all metrics in the rows before.
private struct LaggedRegression: Sendable {
  /// What turns a window, a constant 1 and then its rows from the oldest to the newest, into the
  /// newest row's remainders in units of their size in training, `[1 + (order + 1)·d × d]`.
  private let remainder: Matrix

  /// The number of rows before the one predicted.
  static let order = 5
  /// What is added to the sum of squares of each lagged metric; standardised, these are about 1 a
  /// row.
  static let ridge = 1.0
  private static let blockLength = 1_024

  init(_ data: BaselineData) throws(CannotJudge) {
    let d = data.scaling.centres.count
    let inputCount = 1 + Self.order * d
    var gram = Matrix(rowCount: inputCount + d, columnCount: inputCount + d)
    var windowCount = 0
    for track in data.tracks {
      let ends = track.windowEnds.filter { $0 < track.trainRowCount }
      windowCount += ends.count
      for block in ends.blocks(of: Self.blockLength) {
        let sum = Self.windows(of: track, endingAt: block).gram().elements
        gram.withMutableElements { (elements: inout MutableSpan<Double>) in
          for i in elements.indices { elements[i] += sum[i] }
        }
      }
    }
    guard windowCount >= BaselineData.smallestRowCount else {
      throw CannotJudge(
        "\(windowCount) training rows with \(Self.order) before them are too few; at least "
          + "\(BaselineData.smallestRowCount) are needed")
    }
    let inputs = Array(0..<inputCount)
    var normal = gram.submatrix(over: inputs)
    var products = Matrix(rowCount: inputCount, columnCount: d)
    for i in inputs {
      if i > 0 { normal[i, i] += Self.ridge }
      for j in 0..<d { products[i, j] = gram[i, inputCount + j] }
    }
    let coefficients: Matrix
    do throws(NumericError) {
      coefficients = try Cholesky(normal).solve(products)
    } catch {
      throw CannotJudge("its regression has no solution: \(error)")
    }
    var remainder = Matrix(rowCount: inputCount + d, columnCount: d)
    for j in 0..<d {
      for i in inputs { remainder[i, j] = -coefficients[i, j] }
      remainder[inputCount + j, j] = 1
    }
    // The sums of squared remainders are those of the same linear form.
    let gramRemainder = gram * remainder
    for j in 0..<d {
      var sum = 0.0
      for i in 0..<gram.rowCount { sum += remainder[i, j] * gramRemainder[i, j] }
      let size = max(
        (max(sum, 0) / Double(windowCount)).squareRoot(), data.scaling.floors[j])
      for i in 0..<gram.rowCount { remainder[i, j] /= size }
    }
    self.remainder = remainder
  }

  /// The squared remainders of every row, `[n × d]`; NaN where there is no value or no prediction.
  func squaredRemainders(of track: BaselineTrack) -> Matrix {
    let d = track.values.columnCount
    var result = Matrix(rowCount: track.values.rowCount, columnCount: d, repeating: .nan)
    for block in track.windowEnds.blocks(of: Self.blockLength) {
      let remainders = Self.windows(of: track, endingAt: block) * remainder
      for (index, row) in block.enumerated() {
        for j in 0..<d where !track.values[row, j].isNaN {
          result[row, j] = remainders[index, j] * remainders[index, j]
        }
      }
    }
    return result
  }

  /// The windows that end at the given rows, one a row.
  private static func windows(
    of track: BaselineTrack, endingAt ends: ArraySlice<Int>
  ) -> Matrix {
    let d = track.values.columnCount
    let all = track.complete.elements
    var elements: [Double] = []
    elements.reserveCapacity(ends.count * (1 + (order + 1) * d))
    for end in ends {
      elements.append(1)
      elements += all[(end - order) * d..<(end + 1) * d]
    }
    return Matrix(
      rowCount: ends.count, columnCount: 1 + (order + 1) * d, elements: elements)
  }
}

extension BaselineTrack {
  /// The rows that have a value, as do all that a prediction of them looks at.
  fileprivate var windowEnds: [Int] {
    var seen = 0
    return hasValue.indices.filter { row in
      seen = hasValue[row] ? seen + 1 : 0
      return seen > LaggedRegression.order
    }
  }
}

extension [Int] {
  /// Consecutive slices of at most so many elements.
  fileprivate func blocks(of length: Int) -> [ArraySlice<Int>] {
    stride(from: 0, to: count, by: length).map { self[$0..<Swift.min($0 + length, count)] }
  }
}
