import CSabaKernels
import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct LogSumExpTests {
  @Test(arguments: 1...33)
  func agreesWithDefinition(k: Int) {
    var generator = RandomGenerator(seed: UInt64(k))
    let n = 34 - k
    var x = Matrix.normal(n, k, using: &generator).map { 30 * $0 }
    for row in 0..<n {
      // Components of weight 0, up to all of them.
      for c in 0..<k where (row + c) % 5 == 0 || row == 7 { x[row, c] = -.infinity }
    }
    let (sums, shares) = logSumExp(x)
    for row in 0..<n {
      let expected = Naive.logSumExp(x.row(row))
      #expect(isClose(sums[row], expected, Tolerance.closedForm))
      for c in 0..<k {
        let share = expected == -.infinity ? 0 : exponential(x[row, c] - expected)
        #expect(isClose(shares[row, c], share, Tolerance.closedForm))
        // Small shares are good in relation to themselves, and 0 where they are lost in rounding.
        if share > 0x1p-59 {
          #expect(abs(shares[row, c] - share) <= Tolerance.closedForm * share)
        }
        if share < 0x1p-61 { #expect(shares[row, c] == 0) }
      }
    }
  }

  /// Equal numbers sum without rounding, which lays the logarithm bare.
  @Test func theLogarithmIsGoodToTwoUnitsInTheLastPlace() {
    for k in 1...600 {
      let expected = logarithm(Double(k))
      let (sums, _) = logSumExp(Matrix(rowCount: 1, columnCount: k))
      #expect(abs(sums[0] - expected) <= 2 * expected.ulp, "log \(k)")
    }
  }

  @Test func isFreeOfOverflow() {
    let (sums, shares) = logSumExp(
      Matrix(rows: [
        [1000, 1000], [-1000, -1000], [1e300, -1e300], [5, -.infinity], [-.infinity, -.infinity],
      ]))
    let logTwo = logarithm(2)
    #expect(sums == [1000 + logTwo, -1000 + logTwo, 1e300, 5, -.infinity])
    #expect(shares.elements == [0.5, 0.5, 0.5, 0.5, 1, 0, 1, 0, 0, 0])
  }

  /// The kernel's log sums and shares of the rows of a matrix; lanes past the last row stay 0.
  private func logSumExp(_ rows: Matrix) -> (sums: [Double], shares: Matrix) {
    let stride = (rows.rowCount + 7) / 8 * 8
    let k = rows.columnCount
    func lanes(_ count: Int) -> UnsafeMutablePointer<Double> {
      UnsafeMutableRawPointer.allocate(byteCount: 8 * count, alignment: 64)
        .initializeMemory(as: Double.self, repeating: 1, count: count)
    }
    let joint = lanes(k * stride)
    let shares = lanes(k * stride)
    let sums = lanes(stride)
    defer { for pointer in [joint, shares, sums] { pointer.deallocate() } }
    for i in 0..<stride {
      for c in 0..<k { joint[c * stride + i] = rows[min(i, rows.rowCount - 1), c] }
    }
    saba_log_sum_exp(joint, rows.rowCount, k, stride, sums, shares)
    for c in 0..<k {
      for i in rows.rowCount..<stride { #expect(shares[c * stride + i] == 0) }
    }
    var result = Matrix(rowCount: rows.rowCount, columnCount: k)
    for i in 0..<rows.rowCount {
      for c in 0..<k { result[i, c] = shares[c * stride + i] }
    }
    return ((0..<rows.rowCount).map { sums[$0] }, result)
  }
}
