public import SabaNumerics

/// A trend, harmonics of several periods, and regressors, fitted to a series by least squares or
/// robustly.
///
/// y(t) = level + slope·(t − c) + Σ δⱼ·max(0, t − τⱼ) + Σ aₖ·sin(2πkt/P) + bₖ·cos(2πkt/P) + Σ γᵢ·xᵢ
///
/// with c the middle of the grid that it was fitted on, times in days for slopes, and the seasons by
/// the local clock where offsets from UTC are given; phases count from the epoch. Periods are in
/// seconds and need not be whole steps: a year is 31 556 952 s. A harmonic that a grid cannot tell
/// from another (beyond half a cycle a step, or of the same frequency as one of a season before it)
/// is left out; columns that others determine have the coefficient 0 and are marked aliased.
///
/// **What the band holds.** The variance around ``expected(along:covariates:coverage:)`` is that of
/// the errors, plus that of the coefficients, xᵀ·V·x, plus, after the history, that of changes of
/// slope to come. Those are taken to arrive as they did, at random with the mean rate and the mean
/// square δ² of the changes found, which after h days makes (Σ δⱼ²/T)·h³/3 with T the history's
/// length: the variance of the integral of a compound Poisson process. A trend in which no change
/// was found is trusted for ever; errors are taken to be independent, so that with remainders that
/// persist from step to step standard errors are too small, and more changes and harmonics seem to pay.
///
/// Source: for the changes Taylor, Letham (2018), doi:10.1080/00031305.2017.1380080, whose simulation
/// the formula replaces.
public struct HarmonicRegression: Sendable, Hashable {
  /// A coefficient by its name.
  public struct Coefficient: Sendable, Hashable {
    /// The column's name: `level`, `slope a day`, `change of slope at …` (seconds since the epoch),
    /// `sine k of P s` and `cosine k of P s`, or a regressor's.
    public let name: String
    /// Its value, in the series' unit per unit of the column; 0 where aliased.
    public let value: Double
    /// The standard deviation of its value under independent errors; 0 where aliased.
    public let standardError: Double
    /// Whether other columns determine this one, so that it was left out.
    public let isAliased: Bool
  }

  /// The grid on which it was fitted.
  public let grid: TimeGrid
  /// The standard deviation of the errors; of a robust fit their median absolute one over 0.6745.
  public let deviation: Double
  /// The covariance V of the coefficients, in their order.
  public let covariance: Matrix

  let design: HarmonicDesign
  /// What is taken off values first, so that a huge offset costs no digits.
  let origin: Double
  let values: [Double]
  let isAliased: [Bool]

  /// Makes a model from parts that fit together.
  init(
    grid: TimeGrid, design: HarmonicDesign, origin: Double, values: [Double], isAliased: [Bool],
    covariance: Matrix, deviation: Double
  ) {
    self.grid = grid
    self.design = design
    self.origin = origin
    self.values = values
    self.isAliased = isAliased
    self.covariance = covariance
    self.deviation = deviation
  }

  /// The coefficients, the level first.
  public var coefficients: [Coefficient] {
    zip(design.names, values.indices).map { name, index in
      Coefficient(
        name: name, value: (index == 0 ? origin : 0) + values[index],
        standardError: max(0, covariance[index, index]).squareRoot(), isAliased: isAliased[index])
    }
  }

  /// The times at which the slope changes, in seconds since the epoch, ascending.
  public var changePoints: [Int] { design.changePoints }

  /// The seasons by period in seconds and the harmonics fitted.
  public var seasons: [(period: Double, harmonics: [Int])] {
    design.seasons.map { ($0.period, $0.harmonics) }
  }

  /// What changes of slope to come add to the variance, per cubed day.
  private var changeVariance: Double {
    let length = Double(max(1, grid.count - 1) * grid.interval) / HarmonicDesign.day
    return design.changePoints.indices.reduce(0) { sum, index in
      let change = values[design.firstChange + index]
      return sum + change * change
    } / length / 3
  }

  /// What is expected along a grid, before, in or after the history, and the band of new values.
  ///
  /// - Parameters:
  ///   - grid: Any grid.
  ///   - covariates: Along it; regressors by the names and in the order of the fit.
  ///   - coverage: The share of normal values that the band holds, between 0 and 1.
  /// - Returns: One point a point of the grid.
  /// - Throws: ``FitError/invalidParameter(name:reason:)`` for other regressors, or
  ///   ``FitError/nonFiniteSample(row:column:)`` with a regressor's index as the column.
  /// - Complexity: O(n·p²), O(n·p) memory.
  public func expected(
    along grid: TimeGrid, covariates: HarmonicCovariates = HarmonicCovariates(),
    coverage: Double = 0.99
  ) throws(FitError) -> ExpectedBand {
    try covariates.validate(for: grid)
    guard covariates.regressors.map(\.name) == design.regressorNames else {
      throw .invalidParameter(
        name: "regressors", reason: "must be those of the fit: \(design.regressorNames)")
    }
    let rows = design.rows(at: Array(0..<grid.count), of: grid, covariates)
    let width = design.columnCount
    let sums = rows * Matrix(rowCount: width, columnCount: 1, elements: values)
    let spread = rows * covariance
    let end = self.grid.time(at: self.grid.count - 1)
    var deviations: [Double] = []
    deviations.reserveCapacity(grid.count)
    let (a, b) = (rows.elements, spread.elements)
    for point in 0..<grid.count {
      var variance = deviation * deviation
      var uncertainty = 0.0
      for index in (point * width)..<((point + 1) * width) { uncertainty += a[index] * b[index] }
      variance += max(0, uncertainty)
      let ahead = Double(max(0, grid.time(at: point) - end)) / HarmonicDesign.day
      variance += changeVariance * ahead * ahead * ahead
      deviations.append(variance.squareRoot())
    }
    return ExpectedBand(
      expected: sums.elements.map { origin + $0 }, deviations: deviations, coverage: coverage)
  }

  /// What is expected after the history.
  ///
  /// - Parameters:
  ///   - count: The number of steps.
  ///   - covariates: Along them; regressors by the names and in the order of the fit.
  ///   - coverage: The share of normal values that the band holds, between 0 and 1.
  /// - Returns: One point a step.
  /// - Throws: As ``expected(along:covariates:coverage:)``.
  /// - Complexity: O(count·p²).
  public func forecast(
    count: Int, covariates: HarmonicCovariates = HarmonicCovariates(), coverage: Double = 0.99
  ) throws(FitError) -> ExpectedBand {
    try expected(along: grid.continued(by: count), covariates: covariates, coverage: coverage)
  }
}

extension HarmonicCovariates {
  func validate(for grid: TimeGrid) throws(FitError) {
    precondition(utcOffsets.map { $0.count == grid.count } ?? true, "one offset a point")
    for (column, regressor) in regressors.enumerated() {
      precondition(regressor.values.count == grid.count, "one value of a regressor a point")
      if let row = regressor.values.firstIndex(where: { !$0.isFinite }) {
        throw .nonFiniteSample(row: row, column: column)
      }
    }
  }
}
