import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct MixtureKernelTests {
  /// Around the groups of eight lanes.
  static let counts = [0, 1, 7, 8, 9, 16, 43]

  @Test(arguments: Structure.allCases, 1...40)
  func agreesWithDefinition(structure: Structure, d: Int) throws {
    var generator = RandomGenerator(seed: UInt64(d))
    let k = 1 + d % 9
    let mixture = try RandomMixture(structure, d: d, k: k, using: &generator)
    let n = 43
    let samples = Matrix.normal(n, d, using: &generator).map { 3 * $0 }
    let joint = Naive.jointLogDensities(
      samples, weights: mixture.weights, means: mixture.means, covariances: mixture.covariances)
    var block = MixtureBlock(dimension: d, componentCount: k)
    for count in Self.counts {
      // The last samples, then the first: any row can begin a block.
      for rows in [(n - count)..<n, 0..<count] {
        block.load(samples, rows: rows)
        mixture.kernel.evaluate(&block)
        #expect(block.count == count)
        for (i, row) in rows.enumerated() {
          let expected = Naive.logSumExp(joint.row(row))
          #expect(isClose(block.logDensity(ofSample: i), expected, Tolerance.density))
          for c in 0..<k {
            let value = block.jointLogDensity(ofSample: i, component: c)
            #expect(isClose(value, joint[row, c], Tolerance.density))
            let share = exponential(joint[row, c] - expected)
            #expect(
              isClose(block.responsibility(ofSample: i, component: c), share, Tolerance.density))
          }
        }
      }
    }
  }

  @Test(arguments: Structure.allCases)
  func oneSampleGivesWhatItGivesAmongOthers(structure: Structure) throws {
    var generator = RandomGenerator(seed: 3)
    for d in 1...19 {
      let mixture = try RandomMixture(structure, d: d, k: 3, using: &generator)
      var block = MixtureBlock(dimension: d, componentCount: 3)
      var single = MixtureBlock(dimension: d, componentCount: 3, capacity: 1)
      let samples = Matrix.normal(block.capacity, d, using: &generator)
      block.load(samples, rows: 0..<block.capacity)
      mixture.kernel.evaluate(&block)
      var all = [Double](repeating: .nan, count: block.capacity + 2)
      var output = all.mutableSpan
      block.copyLogDensities(to: &output, at: 1)
      #expect(all[0].isNaN && all[block.capacity + 1].isNaN)
      var responsibilities = [Double](repeating: .nan, count: 3 * block.capacity)
      var shares = responsibilities.mutableSpan
      block.copyResponsibilities(to: &shares, at: 0)
      for i in 0..<block.capacity {
        let sample = samples.row(i)
        let alone = mixture.kernel.logDensity(of: sample.span, in: &single)
        #expect(isClose(alone, all[1 + i], Tolerance.closedForm))
        #expect(all[1 + i] == block.logDensity(ofSample: i))
        let row = responsibilities[(3 * i)..<(3 * i + 3)]
        #expect(isClose(row.reduce(0, +), 1, Tolerance.closedForm))
        #expect(row.first == block.responsibility(ofSample: i, component: 0))
      }
      #expect(
        isClose(block.logLikelihood, all[1...block.capacity].reduce(0, +), Tolerance.closedForm))
    }
  }

  @Test(arguments: Structure.allCases)
  func aComponentOfWeightZeroTakesNoPart(structure: Structure) throws {
    var generator = RandomGenerator(seed: 5)
    let mixture = try RandomMixture(structure, d: 6, k: 3, absent: 1, using: &generator)
    let samples = Matrix.normal(20, 6, using: &generator)
    let joint = Naive.jointLogDensities(
      samples, weights: mixture.weights, means: mixture.means, covariances: mixture.covariances)
    var block = MixtureBlock(dimension: 6, componentCount: 3)
    block.load(samples, rows: 0..<20)
    mixture.kernel.evaluate(&block)
    for i in 0..<20 {
      #expect(block.responsibility(ofSample: i, component: 1) == 0)
      #expect(
        isClose(
          block.logDensity(ofSample: i), Naive.logSumExp([joint[i, 0], joint[i, 2]]),
          Tolerance.density))
    }
  }

  @Test(arguments: Structure.allCases)
  func aSampleBeyondAllHasDensityZero(structure: Structure) throws {
    var generator = RandomGenerator(seed: 7)
    for d in 1...9 {
      let mixture = try RandomMixture(structure, d: d, k: 2, using: &generator)
      let samples = Matrix(rows: [
        [Double](repeating: 1e200, count: d), (0..<d).map { $0 % 2 == 0 ? 1.7e308 : -1.7e308 },
        [Double](repeating: 0, count: d),
      ])
      var block = MixtureBlock(dimension: d, componentCount: 2)
      block.load(samples, rows: 0..<3)
      mixture.kernel.evaluate(&block)
      for i in 0..<2 {
        #expect(block.logDensity(ofSample: i) == -.infinity)
        for c in 0..<2 { #expect(block.responsibility(ofSample: i, component: c) == 0) }
      }
      #expect(block.logDensity(ofSample: 2).isFinite)
      for i in 0..<3 {
        let expected = block.logDensity(ofSample: i)
        var single = MixtureBlock(dimension: d, componentCount: 2, capacity: 1)
        let sample = samples.row(i)
        let alone = mixture.kernel.logDensity(of: sample.span, in: &single)
        #expect(isClose(alone, expected, Tolerance.closedForm))
      }
    }
  }

  /// Only differences from the means count: the same figures anywhere, as long as the samples
  /// themselves can be told apart.
  @Test(arguments: Structure.allCases)
  func dataFarFromZeroLoseNothing(structure: Structure) throws {
    for d in [1, 3, 8, 21] {
      var generator = RandomGenerator(seed: 11)
      let mixture = try RandomMixture(structure, d: d, k: 3, using: &generator)
      // Numbers of few digits, which move without rounding.
      let means = mixture.means.map { ($0 * 0x1p12).rounded() * 0x1p-12 }
      let samples = Matrix.normal(30, d, using: &generator).map {
        ($0 * 0x1p12).rounded() * 0x1p-12
      }
      var results: [[Double]] = []
      for offset in [0, 0x1p30] {
        var block = MixtureBlock(dimension: d, componentCount: 3)
        block.load(samples.map { $0 + offset }, rows: 0..<30)
        mixture.kernelAbout(means.map { $0 + offset }).evaluate(&block)
        results.append((0..<30).map { block.logDensity(ofSample: $0) })
      }
      for (near, far) in zip(results[0], results[1]) {
        #expect(isClose(near, far, Tolerance.closedForm), "d=\(d)")
      }
    }
  }

  /// Whitening once, and past its bound stepping aside, keep the digits of exact differences.
  @Test(arguments: [1.0, 10, 30, 100, 300, 1e3, 1e6, 1e9])
  func tiedComponentsFarApartLoseNothing(distance: Double) throws {
    var generator = RandomGenerator(seed: 13)
    for d in [1, 5, 16, 38] {
      let k = 4
      let factor = try Cholesky(Matrix.covariance(d, using: &generator))
      let means = Matrix.normal(k, d, using: &generator).map { distance * $0 }
      let logWeights = [Double](repeating: logarithm(0.25), count: k)
      let tied = TiedKernel(means: means, factor: factor, logWeights: logWeights)
      let full = FullKernel(
        means: means, factors: [Cholesky](repeating: factor, count: k), logWeights: logWeights)
      // Samples about each mean in turn.
      var samples = Matrix.normal(48, d, using: &generator)
      for i in 0..<48 {
        for j in 0..<d { samples[i, j] += means[i % k, j] }
      }
      var a = MixtureBlock(dimension: d, componentCount: k)
      var b = MixtureBlock(dimension: d, componentCount: k)
      a.load(samples, rows: 0..<48)
      b.load(samples, rows: 0..<48)
      tied.evaluate(&a)
      full.evaluate(&b)
      for i in 0..<48 {
        #expect(
          isClose(a.logDensity(ofSample: i), b.logDensity(ofSample: i), Tolerance.closedForm))
      }
    }
  }

  /// Samples far along the directions and hardly beside them, where |x − μ|² − |y|² would cancel.
  ///
  /// The basis has elements ±1/2 and coordinates few digits, so that samples are exact and the
  /// expected distance comes from the coordinates alone; a dense covariance would be too coarse.
  @Test(arguments: [4, 8, 20, 36], [1e-3, 1e-6])
  func lowRankKeepsItsDigitsBesideStrongDirections(d: Int, noise: Double) {
    var generator = RandomGenerator(seed: UInt64(d))
    let hadamard = [[1.0, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    let rank = d / 2
    var basis = Matrix(rowCount: d, columnCount: rank)
    for i in 0..<d {
      for a in 0..<2 { basis[i, i / 4 * 2 + a] = hadamard[i % 4][a] / 2 }
    }
    let kernel = LowRankKernel(
      means: Matrix(rowCount: 1, columnCount: d), bases: [basis],
      eigenvalues: [[Double](repeating: 1, count: rank)], noise: [noise], logWeights: [0])
    var block = MixtureBlock(dimension: d, componentCount: 1)
    let logDeterminant = Double(d - rank) * logarithm(noise)
    for _ in 0..<50 {
      let coordinates = (0..<d).map { j -> Double in
        let spread = j % 4 < 2 ? 4 : noise.squareRoot()
        return (generator.normal() * spread * 0x1p44).rounded() * 0x1p-44
      }
      var q = 0.0
      for (j, w) in coordinates.enumerated() { q += w * w / (j % 4 < 2 ? 1 : noise) }
      var sample = [Double](repeating: 0, count: d)
      for i in 0..<d {
        for a in 0..<4 { sample[i] += hadamard[i % 4][a] / 2 * coordinates[i / 4 * 4 + a] }
      }
      let constant: Double = Double(d) * logarithm(2 * Double.pi) + logDeterminant
      let expected = -0.5 * (constant + q)
      let value = kernel.logDensity(of: sample.span, in: &block)
      #expect(isClose(value, expected, Tolerance.closedForm))
    }
  }
}
