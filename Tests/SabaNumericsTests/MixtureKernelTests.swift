import CSabaKernels
import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct MixtureKernelTests {
  /// Around the kernel's 16 lanes and the callers' blocks of 256.
  static let sampleCounts = [0, 1, 15, 16, 17, 255, 256, 257]

  @Test(arguments: 1...33)
  func agreesWithDefinition(d: Int) throws {
    var generator = RandomGenerator(seed: UInt64(d))
    let k = 1 + d % 3
    let weights = (0..<k).map { Double($0 + 1) / Double(k * (k + 1) / 2) }
    let means = Matrix.normal(k, d, using: &generator)
    let covariances = (0..<k).map { _ in Matrix.covariance(d, using: &generator) }
    let samples = Matrix.normal(257, d, using: &generator).map { 3 * $0 }
    let joint = Naive.jointLogDensities(
      samples, weights: weights, means: means, covariances: covariances)
    let components = MixtureKernel.Components(
      means: means, factors: try covariances.map(Cholesky.init),
      logWeights: weights.map { logarithm($0) })
    for count in Self.sampleCounts {
      // The last samples in one call, the first in the next: any row can begin a block.
      for rows in [0..<count, (257 - count)..<257] {
        var workspace = MixtureKernel.Workspace(components: components, blockSize: max(1, count))
        MixtureKernel.evaluate(
          rows: rows, of: samples.elements, under: components, in: &workspace)
        for (i, row) in rows.enumerated() {
          let expected = Naive.logSumExp(joint.row(row))
          #expect(isClose(workspace.logDensities[i], expected, Tolerance.density))
          for c in 0..<k {
            let share = exponential(joint[row, c] - expected)
            #expect(isClose(workspace.responsibilities[i * k + c], share, Tolerance.density))
          }
        }
      }
    }
  }

  @Test func valuesPastTheRowsStay() throws {
    let components = MixtureKernel.Components(
      means: Matrix(rows: [[0]]), factors: [try Cholesky(.identity(1))], logWeights: [0])
    var workspace = MixtureKernel.Workspace(components: components, blockSize: 20)
    MixtureKernel.evaluate(
      rows: 0..<20, of: (0..<20).map(Double.init), under: components, in: &workspace)
    let before = workspace.logDensities
    MixtureKernel.evaluate(rows: 0..<3, of: [5, 6, 7], under: components, in: &workspace)
    #expect(workspace.logDensities[3...] == before[3...])
    #expect(workspace.logDensities[..<3] == before[5..<8])
  }

  @Test func aComponentOfWeightZeroTakesNoPart() throws {
    let factor = try Cholesky(.identity(2))
    let alone = MixtureKernel.Components(
      means: Matrix(rows: [[1, 2]]), factors: [factor], logWeights: [0])
    let both = MixtureKernel.Components(
      means: Matrix(rows: [[5, 5], [1, 2]]), factors: [factor, factor],
      logWeights: [-.infinity, 0])
    let samples: [Double] = [1, 2, 5, 5, -40, 30, 1e200, 0]
    var expected = MixtureKernel.Workspace(components: alone, blockSize: 4)
    var workspace = MixtureKernel.Workspace(components: both, blockSize: 4)
    MixtureKernel.evaluate(rows: 0..<4, of: samples, under: alone, in: &expected)
    MixtureKernel.evaluate(rows: 0..<4, of: samples, under: both, in: &workspace)
    #expect(workspace.logDensities == expected.logDensities)
    // The last sample is beyond every component: density 0, and nobody's.
    #expect(workspace.logDensities[3] == -.infinity)
    #expect(workspace.responsibilities == [0, 1, 0, 1, 0, 1, 0, 0])
  }

  @Test(arguments: 1...33)
  func logSumExpRowsAgreeWithDefinition(k: Int) {
    var generator = RandomGenerator(seed: UInt64(k))
    let n = 34 - k
    var x = Matrix.normal(n, k, using: &generator).map { 300 * $0 }
    for row in 0..<n {
      // Components of weight 0, up to all of them.
      for c in 0..<k where (row + c) % 5 == 0 || row == 7 { x[row, c] = -.infinity }
    }
    var shares = x.elements
    var sums = [Double](repeating: .nan, count: n)
    saba_log_sum_exp_rows(&shares, n, k, &sums)
    for row in 0..<n {
      let expected = Naive.logSumExp(x.row(row))
      #expect(isClose(sums[row], expected, Tolerance.closedForm))
      for c in 0..<k {
        let share = expected == -.infinity ? 0 : exponential(x[row, c] - expected)
        #expect(isClose(shares[row * k + c], share, Tolerance.closedForm))
      }
    }
  }

  @Test func logSumExpIsFreeOfOverflow() {
    var shares: [Double] = [1000, 1000, -1000, -1000, 1e300, -1e300, 5, -.infinity]
    var sums = [Double](repeating: .nan, count: 4)
    saba_log_sum_exp_rows(&shares, 4, 2, &sums)
    let logTwo = logarithm(2)
    #expect(sums[0] == 1000 + logTwo)
    #expect(sums[1] == -1000 + logTwo)
    #expect(sums[2] == 1e300)
    #expect(sums[3] == 5)
    #expect(shares == [0.5, 0.5, 0.5, 0.5, 1, 0, 1, 0])
  }
}
