import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct MixtureMomentsTests {
  static let counts = [0, 1, 7, 8, 9, 16, 43]

  /// What moments are, written out.
  struct Definition {
    var weights: [Double]
    var first: Matrix
    var second: [Matrix]

    init(_ samples: Matrix, rows: Range<Int>, responsibilities: Matrix, reference: Matrix) {
      let k = reference.rowCount
      let d = reference.columnCount
      weights = [Double](repeating: 0, count: k)
      first = Matrix(rowCount: k, columnCount: d)
      second = [Matrix](repeating: Matrix(rowCount: d, columnCount: d), count: k)
      for row in rows {
        for c in 0..<k {
          let r = responsibilities[row, c]
          let difference = (0..<d).map { samples[row, $0] - reference[c, $0] }
          weights[c] += r
          for i in 0..<d {
            first[c, i] += r * difference[i]
            for j in 0..<d { second[c][i, j] += r * difference[i] * difference[j] }
          }
        }
      }
    }
  }

  @Test(arguments: 1...40)
  func agreeWithDefinition(d: Int) {
    var generator = RandomGenerator(seed: UInt64(d))
    let k = 1 + d % 9
    let n = 43
    let samples = Matrix.normal(n, d, using: &generator).map { 3 * $0 + 5 }
    let reference = Matrix.normal(k, d, using: &generator).map { $0 + 5 }
    let centre = (0..<d).map { _ in 5 + generator.normal() }
    // Components without a share in whole groups of lanes, and in single ones.
    var responsibilities = Matrix(rowCount: n, columnCount: k)
    for i in 0..<n {
      for c in 0..<k where (i / 8 + c) % 3 != 0 && (i + c) % 5 != 0 {
        responsibilities[i, c] = generator.uniform()
      }
    }
    let totals = Matrix(
      rowCount: n, columnCount: 1,
      elements: (0..<n).map { responsibilities.row($0).reduce(0, +) })
    for count in Self.counts {
      var block = MixtureBlock(dimension: d, componentCount: k)
      var full = FullMoments(reference: reference)
      var tied = TiedMoments(reference: reference, centre: centre)
      var diagonal = DiagonalMoments(reference: reference)
      // Two blocks: what is added stays.
      for rows in [(n - count)..<n, 0..<(n - count)] {
        block.load(samples, rows: rows)
        block.setResponsibilities(responsibilities, rows: rows)
        full.add(block)
        tied.add(block)
        diagonal.add(block)
      }
      let expected = Definition(
        samples, rows: 0..<n, responsibilities: responsibilities, reference: reference)
      let shared = Definition(
        samples, rows: 0..<n, responsibilities: totals,
        reference: Matrix(rowCount: 1, columnCount: d, elements: centre))
      for weights in [full.weights, tied.weights, diagonal.weights] {
        #expect(relativeDifference(weights, expected.weights) < Tolerance.closedForm)
      }
      for first in [full.first, tied.first, diagonal.first] {
        #expect(relativeDifference(first, expected.first, scale: 1) < Tolerance.closedForm)
      }
      #expect(
        relativeDifference(tied.sharedFirst, shared.first.row(0), scale: 1) < Tolerance.closedForm)
      #expect(relativeDifference(tied.sharedSecond, shared.second[0]) < Tolerance.closedForm)
      for c in 0..<k {
        let second = expected.second[c]
        #expect(relativeDifference(full.second(of: c), second) < Tolerance.closedForm)
        #expect(
          relativeDifference(diagonal.second.row(c), second.diagonal) < Tolerance.closedForm)
        #expect(
          isClose(
            diagonal.squaredDistances[c], second.diagonal.reduce(0, +), Tolerance.closedForm))
      }
    }
  }

  @Test func weightsCountAsCopies() {
    var generator = RandomGenerator(seed: 1)
    let samples = Matrix.normal(11, 5, using: &generator)
    let responsibilities = Matrix.normal(11, 2, using: &generator).map { abs($0) }
    let reference = Matrix.normal(2, 5, using: &generator)
    let copies = (0..<11).map { $0 % 4 }
    let repeated = copies.indices.flatMap { [Int](repeating: $0, count: copies[$0]) }
    var weighted = MixtureBlock(dimension: 5, componentCount: 2)
    weighted.load(samples, rows: 0..<11)
    weighted.setResponsibilities(responsibilities, rows: 0..<11)
    let weights = copies.map { Double($0) }
    weighted.scaleResponsibilities(by: weights.span)
    var copied = MixtureBlock(dimension: 5, componentCount: 2)
    copied.load(samples.rows(at: repeated), rows: 0..<repeated.count)
    copied.setResponsibilities(responsibilities.rows(at: repeated), rows: 0..<repeated.count)
    var a = FullMoments(reference: reference)
    var b = FullMoments(reference: reference)
    a.add(weighted)
    b.add(copied)
    #expect(relativeDifference(a.weights, b.weights) < Tolerance.closedForm)
    #expect(relativeDifference(a.first, b.first) < Tolerance.closedForm)
    #expect(relativeDifference(a.second, b.second) < Tolerance.closedForm)
  }

  @Test func aSampleThatIsNobodysAddsNothing() throws {
    let kernel = SphericalKernel(means: Matrix(rows: [[0, 0]]), variances: [1], logWeights: [0])
    var block = MixtureBlock(dimension: 2, componentCount: 1)
    block.load(Matrix(rows: [[1, 2], [1e200, -1e300]]), rows: 0..<2)
    kernel.evaluate(&block)
    var full = FullMoments(reference: Matrix(rows: [[0, 0]]))
    var tied = TiedMoments(reference: Matrix(rows: [[0, 0]]), centre: [0, 0])
    var diagonal = DiagonalMoments(reference: Matrix(rows: [[0, 0]]))
    full.add(block)
    tied.add(block)
    diagonal.add(block)
    #expect(full.weights == [1] && tied.weights == [1] && diagonal.weights == [1])
    #expect(full.second == [1, 2, 4] && tied.second == [1, 2, 4])
    #expect(diagonal.second.elements == [1, 4])
  }

  /// Moments about a point near the samples keep their digits, wherever that is.
  @Test func dataFarFromZeroLoseNothing() {
    var generator = RandomGenerator(seed: 2)
    let samples = Matrix.normal(40, 6, using: &generator).map { ($0 * 0x1p12).rounded() * 0x1p-12 }
    let responsibilities = Matrix.normal(40, 1, using: &generator).map { abs($0) }
    var seconds: [[Double]] = []
    for offset in [0, 0x1p30] {
      var block = MixtureBlock(dimension: 6, componentCount: 1)
      block.load(samples.map { $0 + offset }, rows: 0..<40)
      block.setResponsibilities(responsibilities, rows: 0..<40)
      var moments = FullMoments(reference: Matrix(rowCount: 1, columnCount: 6, repeating: offset))
      moments.add(block)
      seconds.append(moments.second)
    }
    #expect(seconds[0] == seconds[1])
  }
}
