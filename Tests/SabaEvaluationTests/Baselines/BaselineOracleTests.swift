import Saba
import SabaTestSupport
import Testing

@testable import SabaEvaluation

/// Baselines against their definitions, written out in plain loops.
@Suite struct BaselineOracleTests {
  static let train = BaselineFixture.rows(700, metrics: 3, seed: 11)
  static let test = BaselineFixture.rows(200, metrics: 3, seed: 12)
  static let whole = train.followed(by: test)

  /// Every row in standard form, by the definition of the scale.
  static let standard: Matrix = {
    var result = whole
    for j in 0..<3 {
      let sorted = train.column(j).sorted()
      // Of 700 values, 0.05 and 0.95 of the way from the first to the last.
      let scale = (sorted[664] - sorted[35]) / 3.289707253902945
      for row in 0..<whole.rowCount {
        result[row, j] = (whole[row, j] - sorted[350]) / scale
      }
    }
    return result
  }()

  func scores(_ baseline: Baseline, interval: Int = BaselineFixture.interval) throws -> [Double] {
    try baseline.run(
      on: BaselineFixture.entity(train: Self.train, test: Self.test, interval: interval)
    ).scores
  }

  var testRows: Range<Int> { 700..<900 }

  @Test func scalesOfTheSample() throws {
    let largest = testRows.map { row in (0..<3).map { abs(Self.standard[row, $0]) }.max() ?? 0 }
    #expect(agree(try scores(.maxRobustZ), largest))
    let squares = testRows.map { row in
      (0..<3).reduce(0) { $0 + Self.standard[row, $1] * Self.standard[row, $1] } / 3
    }
    #expect(agree(try scores(.meanSquaredZ), squares))
  }

  @Test func scalesAreFloored() {
    // At rest but for 2 of 100 values; constant; constant at 0; never seen.
    let scaling = BaselineScaling(fitting: [
      [Double](repeating: 5, count: 98) + [3, 7], [Double](repeating: -200, count: 10), [0, 0],
      [.nan],
    ])
    #expect(scaling.centres[0] == 5)
    #expect(isClose(scaling.scales[0], 0.04, Tolerance.closedForm))
    #expect(scaling.floors[0] == 1)
    #expect(scaling.scales[1...] == [2, 0.01, 1])
    #expect(scaling.centres[3].isNaN)
  }

  @Test func mahalanobisDistance() throws {
    let trained = (0..<700).map { Self.standard.row($0) }
    let mean = (0..<3).map { j in trained.reduce(0) { $0 + $1[j] } / 700 }
    var covariance = Matrix(rowCount: 3, columnCount: 3)
    for i in 0..<3 {
      for j in 0..<3 {
        covariance[i, j] =
          trained.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / 700
      }
    }
    // Chen, Wiesel, Eldar, Hero (2010), equation 17.
    let trace = covariance.diagonal.reduce(0, +)
    let squares = covariance.elements.reduce(0) { $0 + $1 * $1 }
    let share = (698.0 / 700 * squares + trace * trace) / (702 * (squares - trace * trace / 3))
    for i in 0..<3 {
      for j in 0..<3 {
        covariance[i, j] = (1 - share) * covariance[i, j] + (i == j ? share * trace / 3 + 1e-6 : 0)
      }
    }
    let inverse = Naive.inverse(covariance).inverse
    let expected = testRows.map { row in
      Naive.squaredLength(zip(Self.standard.row(row), mean).map { $0 - $1 }, under: inverse) / 3
    }
    #expect(agree(try scores(.mahalanobis), expected))
  }

  @Test func principalComponentsLeaveTheirErrors() throws {
    // One factor holds more than 90 % of the variance. Its direction by the power method.
    var form = Self.standard
    for j in 0..<3 {
      let column = Self.standard.column(j)[..<700]
      let mean = column.reduce(0, +) / 700
      let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 700).squareRoot()
      for row in 0..<form.rowCount { form[row, j] = (form[row, j] - mean) / deviation }
    }
    let trained = form.rows(0..<700)
    let products = Naive.product(trained.transposed, trained)
    var direction = Matrix(rowCount: 3, columnCount: 1, elements: [1, 2, 3])
    for _ in 0..<200 {
      direction = Naive.product(products, direction)
      let length = frobeniusNorm(direction)
      direction = direction.map { $0 / length }
    }
    let expected = testRows.map { row in
      let values = form.row(row)
      let along = zip(values, direction.elements).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(values, direction.elements)
        .reduce(0) { $0 + ($1.0 - along * $1.1) * ($1.0 - along * $1.1) } / 3
    }
    #expect(agree(try scores(.principalComponents), expected))
  }

  @Test func autoregressionRemainders() throws {
    // Normal equations of ridge regression, metric by metric.
    func inputs(_ row: Int) -> [Double] {
      [1] + (row - 5..<row).flatMap { Self.standard.row($0) }
    }
    let design = Matrix(rows: (5..<700).map(inputs))
    var normal = Naive.product(design.transposed, design)
    for i in 1..<16 { normal[i, i] += 1 }
    let inverse = Naive.inverse(normal).inverse
    var expected = [Double](repeating: 0, count: 200)
    for j in 0..<3 {
      let targets = Matrix(
        rowCount: 695, columnCount: 1, elements: (5..<700).map { Self.standard[$0, j] })
      let coefficients = Naive.product(inverse, Naive.product(design.transposed, targets))
      func remainder(_ row: Int) -> Double {
        Self.standard[row, j]
          - zip(inputs(row), coefficients.elements).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let variance = (5..<700).reduce(0) { $0 + remainder($1) * remainder($1) } / 695
      for row in testRows { expected[row - 700] += remainder(row) * remainder(row) / variance / 3 }
    }
    #expect(agree(try scores(.autoregression), expected))
  }

  @Test func changesSinceTheDayBefore() throws {
    // Days of 24 rows.
    let expected = testRows.map { row in
      (0..<3).reduce(0) { sum, j in
        let change = Self.standard[row, j] - Self.standard[row - 24, j]
        return sum + change * change / 3
      }
    }
    #expect(agree(try scores(.seasonalNaive, interval: 3_600), expected))
  }

  @Test func aDayThatIsMissingIsReplacedByTheRowBefore() throws {
    var train = Self.train
    train[690, 0] = .nan
    let run = try Baseline.seasonalNaive.run(
      on: BaselineFixture.entity(train: train, test: Self.test, interval: 3_600),
      explaining: true)
    let blame = try #require(run.explanation?.blame)
    // Test row 14 is row 714, a day after row 690.
    let scaling = BaselineScaling(fitting: [train.column(0)])
    let change = (Self.test[14, 0] - Self.test[13, 0]) / scaling.scales[0]
    #expect(isClose(blame[14, 0], change * change, Tolerance.moments))
  }

  @Test func windowOfThePast() throws {
    // The window grows to 6 400 rows, then moves by 100 at a time.
    let rowCount = 7_000
    let train = BaselineFixture.rows(rowCount - 1_000, metrics: 1, seed: 13)
    let test = BaselineFixture.rows(1_000, metrics: 1, seed: 14)
    let run = try Baseline.windowedGaussian.run(
      on: BaselineFixture.entity(train: train, test: test))
    let values = train.followed(by: test).elements
    for row in [6_000, 6_001, 6_399, 6_400, 6_401, 6_499, 6_500, 6_501, 6_600, 6_999] {
      let end = row <= 6_400 ? row : row - row % 100
      let window = values[max(0, end - 6_400)..<end]
      let n = Double(window.count)
      let mean = window.reduce(0, +) / n
      let variance = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let expected = abs(values[row] - mean) / variance.squareRoot()
      #expect(isClose(run.scores[row - 6_000], expected, Tolerance.moments), "row \(row)")
    }
  }

  @Test func mixtureIsTheLogDensity() throws {
    let mixture = try scores(.mixture)
    var options = GaussianMixtureOptions()
    options.componentCount = 4
    var generator = RandomGenerator(seed: 1)
    let model = try GaussianMixture.fit(
      Self.standard.rows(0..<700), options: options, using: &generator
    ).model
    let densities = model.logDensity(of: Self.standard.rows(testRows))
    let expected = densities.map { -2 * ($0 - model.peakLogDensity) / 3 }
    #expect(agree(mixture, expected))
  }
}
