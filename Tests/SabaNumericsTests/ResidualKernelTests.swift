import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct ResidualKernelTests {
  /// A kernel over p + d numbers, and what it was made of.
  struct Fixture {
    let kernel: ResidualKernel
    let means: [Double]
    let weights: Matrix
    let covariance: Matrix

    init(p: Int, d: Int, using generator: inout RandomGenerator) throws {
      means = (0..<p + d).map { _ in generator.normal() }
      weights = Matrix.normal(d, p, using: &generator)
      covariance = Matrix.covariance(d, using: &generator)
      kernel = ResidualKernel(
        means: means, weights: weights, covariance: try Cholesky(covariance))
    }
  }

  static func evaluate(
    _ kernel: ResidualKernel, _ samples: Matrix
  ) -> (residuals: [Double], distances: [Double]) {
    // One number more than is needed, which must stay as it is.
    var residuals = [Double](repeating: 7, count: samples.rowCount * kernel.dimension + 1)
    var distances = [Double](repeating: 7, count: samples.rowCount + 1)
    var left = residuals.mutableSpan
    var squares = distances.mutableSpan
    kernel.evaluate(samples.elements.span, residuals: &left, distances: &squares)
    #expect(residuals.last == 7 && distances.last == 7)
    return (Array(residuals.dropLast()), Array(distances.dropLast()))
  }

  @Test(arguments: [1, 2, 3, 7, 60], [1, 2, 3, 4, 5, 20])
  func agreesWithDefinition(p: Int, d: Int) throws {
    var generator = RandomGenerator(seed: UInt64(100 * p + d))
    let fixture = try Fixture(p: p, d: d, using: &generator)
    let inverse = Naive.inverse(fixture.covariance).inverse
    for n in [0, 1, 7, 8, 9, 64, 65, 150] {
      let samples = Matrix.normal(n, p + d, using: &generator)
      let (residuals, distances) = Self.evaluate(fixture.kernel, samples)
      for row in 0..<n {
        let expected = (0..<d).map { j in
          (0..<p).reduce(samples[row, p + j] - fixture.means[p + j]) {
            $0 - fixture.weights[j, $1] * (samples[row, $1] - fixture.means[$1])
          }
        }
        let seen = Array(residuals[row * d..<(row + 1) * d])
        #expect(zip(seen, expected).allSatisfy { isClose($0, $1, Tolerance.closedForm) })
        let square = Naive.squaredLength(expected, under: inverse)
        #expect(isClose(distances[row], square, Tolerance.density))
      }
    }
  }

  @Test func aSampleGivesTheSameAloneAndAmongOthers() throws {
    var generator = RandomGenerator(seed: 4)
    let fixture = try Fixture(p: 9, d: 6, using: &generator)
    let samples = Matrix.normal(150, 15, using: &generator)
    let (residuals, distances) = Self.evaluate(fixture.kernel, samples)
    for row in 0..<150 {
      let alone = Self.evaluate(fixture.kernel, samples.rows(row..<row + 1))
      #expect(alone.distances == [distances[row]])
      #expect(alone.residuals == Array(residuals[row * 6..<(row + 1) * 6]))
    }
  }

  @Test func aMissingNumberConcernsNoOtherSample() throws {
    var generator = RandomGenerator(seed: 5)
    let fixture = try Fixture(p: 4, d: 3, using: &generator)
    var samples = Matrix.normal(20, 7, using: &generator)
    let whole = Self.evaluate(fixture.kernel, samples)
    samples[5, 2] = .nan
    let lossy = Self.evaluate(fixture.kernel, samples)
    for row in 0..<20 where row != 5 { #expect(lossy.distances[row] == whole.distances[row]) }
    #expect(lossy.distances[5].isNaN)
  }
}
