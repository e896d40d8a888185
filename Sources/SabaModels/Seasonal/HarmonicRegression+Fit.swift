internal import SabaNumerics

extension HarmonicRegression {
  /// Fits a series.
  ///
  /// A robust fit is Huber's with k = 1.345: weighted least squares, each error with the weight
  /// min(1, k·s/|e|), the scale s being the median absolute error over 0.6745 of the fit before, from
  /// least squares on until no fitted value changes by more than the tolerance times s. An outlier
  /// then moves the fit no more than an error of 1.345·s does. Standard errors are Huber's (1973),
  /// as statsmodels' `H1`.
  ///
  /// Orders and changes are chosen with the columns of all of them (the weights being those of a
  /// robust fit with these): first the orders, each the best while the others stay, until none moves;
  /// then the changes, where the one that gains most is added and any that no longer pays is taken
  /// away, until neither gains.
  ///
  /// - Parameters:
  ///   - values: The series along the grid; NaN where missing, which leaves the row out.
  ///   - grid: Its times.
  ///   - covariates: Along the grid.
  ///   - options: How to fit it.
  /// - Returns: The model and the report.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where fewer values are seen than twice the
  ///   columns (all those that may be chosen included), or they do not span the longest period;
  ///   ``FitError/infiniteValue(index:)``; ``FitError/nonFiniteSample(row:column:)`` for a
  ///   regressor; ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: O(n·p²) a weighted fit, of which a robust one takes some ten to thirty; O(n·p) memory.
  ///
  /// Source: Huber (1973), doi:10.1214/aos/1176342503; Huber (1981), doi:10.1002/0471725250.
  public static func fit(
    _ values: [Double], grid: TimeGrid,
    covariates: HarmonicCovariates = HarmonicCovariates(),
    options: HarmonicRegressionOptions = HarmonicRegressionOptions()
  ) throws(FitError) -> (model: HarmonicRegression, report: HarmonicRegressionReport) {
    precondition(values.count == grid.count, "one value a point")
    try options.validate()
    try covariates.validate(for: grid)
    if let index = values.firstIndex(where: \.isInfinite) { throw .infiniteValue(index: index) }
    let seen = values.indices.filter { !values[$0].isNaN }
    let largest = try HarmonicChoice.largestDesign(options, covariates, grid, seen: seen)
    let origin = median(seen.lazy.map { values[$0] }) ?? 0
    let responses = seen.map { values[$0] - origin }

    var design = largest
    if HarmonicChoice.isNeeded(options) {
      let problem = HuberProblem(
        design: largest.rows(at: seen, of: grid, covariates), responses: responses)
      // Weights to choose by need not be exact.
      let fitted = problem.solve(
        isRobust: options.isRobust, tolerance: 0.01, maximumIterations: 10)
      design = HarmonicChoice(
        options: options, largest: largest, interval: grid.interval,
        reduction: problem.reduction(fitted.weights)
      ).design()
    }
    let problem = HuberProblem(
      design: design.rows(at: seen, of: grid, covariates), responses: responses)
    let fitted = problem.solve(
      isRobust: options.isRobust, tolerance: options.tolerance,
      maximumIterations: options.maximumIterations)

    let solution = fitted.solution
    var covariance = fitted.covarianceFactor
    covariance.withMutableElements { elements in
      for index in 0..<elements.count { elements[index] *= fitted.coefficientVariance }
    }
    var isAliased = [Bool](repeating: false, count: design.columnCount)
    for column in solution.aliasedColumns { isAliased[column] = true }
    var weights = [Double](repeating: 0, count: grid.count)
    for (row, point) in seen.enumerated() { weights[point] = fitted.weights[row] }
    let model = HarmonicRegression(
      grid: grid, design: design, origin: origin, values: solution.coefficients,
      isAliased: isAliased, covariance: covariance, deviation: fitted.deviation)
    let report = HarmonicRegressionReport(
      observationCount: seen.count, rank: solution.rank,
      residualSumOfSquares: solution.residualSumOfSquares, weights: weights,
      iterations: fitted.iterations, converged: fitted.converged)
    return (model, report)
  }
}

/// A regression to be solved by least squares or by Huber's estimate.
private struct HuberProblem {
  let design: Matrix
  let responses: [Double]

  struct Solution {
    var solution: LeastSquares
    /// (Xᵀ·X)⁻¹.
    var covarianceFactor: Matrix
    /// What it is multiplied by to be the covariance of the coefficients.
    var coefficientVariance = 0.0
    var deviation = 0.0
    var weights: [Double]
    var iterations = 0
    var converged = true
  }

  /// Columns that are combinations of others to this share of their length are left out.
  private static let rankTolerance = 1e-9
  /// Huber's k: 95 % of the efficiency of least squares under normal errors.
  private static let bend = 1.345
  /// Errors below this share of the responses are rounding.
  private static let rounding = 1e-14

  func reduction(_ weights: [Double]?) -> LeastSquaresReduction {
    var reduction = LeastSquaresReduction(columnCount: design.columnCount)
    do throws(NumericError) {
      try reduction.add(design: design, responses: responses, weights: weights)
    } catch {
      preconditionFailure("regressors and values have been checked: \(error)")
    }
    return reduction
  }

  private func fit(_ weights: [Double]?) -> LeastSquares {
    reduction(weights).solve(tolerance: Self.rankTolerance)
  }

  private func errors(_ solution: LeastSquares) -> [Double] {
    let beta = Matrix(
      rowCount: design.columnCount, columnCount: 1, elements: solution.coefficients)
    return zip(responses, (design * beta).elements).map { $0 - $1 }
  }

  func solve(isRobust: Bool, tolerance: Double, maximumIterations: Int) -> Solution {
    let plain = fit(nil)
    let n = Double(responses.count)
    let freedom = n - Double(plain.rank)
    var result = Solution(
      solution: plain, covarianceFactor: plain.covarianceFactor,
      weights: [Double](repeating: 1, count: responses.count))
    if !isRobust {
      let variance = plain.residualSumOfSquares / freedom
      result.coefficientVariance = variance
      result.deviation = variance.squareRoot()
      return result
    }
    let least = Self.rounding * (responses.lazy.map(abs).max() ?? 0)
    var errors = errors(plain)
    var scale = Self.scale(errors)
    result.converged = false
    while result.iterations < maximumIterations, scale > least, !result.converged {
      result.weights = errors.map { min(1, Self.bend * scale / abs($0)) }
      result.solution = fit(result.weights)
      let next = self.errors(result.solution)
      let change = zip(next, errors).reduce(0) { max($0, abs($1.0 - $1.1)) }
      errors = next
      scale = Self.scale(errors)
      result.iterations += 1
      result.converged = change <= max(tolerance * scale, least)
    }
    // Half of the errors at least are nil: nothing is left to weigh.
    if scale <= least { result.converged = true }
    result.deviation = scale
    if scale > least {
      let inner = Double(errors.count { abs($0) <= Self.bend * scale }) / n
      let square = errors.reduce(0) { sum, error in
        let held = min(abs(error), Self.bend * scale)
        return sum + held * held
      }
      let correction = 1 + Double(plain.rank) / n * (1 - inner) / inner
      result.coefficientVariance = correction * correction * square / freedom / (inner * inner)
    }
    return result
  }

  /// The median absolute error over 0.6745.
  private static func scale(_ errors: [Double]) -> Double {
    (median(errors.lazy.map(abs)) ?? 0) / 0.6744897501960817
  }
}

/// The choice of harmonics and changes of slope among the columns of the largest design.
private struct HarmonicChoice {
  let options: HarmonicRegressionOptions
  let largest: HarmonicDesign
  let interval: Int
  let reduction: LeastSquaresReduction

  static func isNeeded(_ options: HarmonicRegressionOptions) -> Bool {
    options.trend == .automatic
      || options.seasons.contains { season in
        if case .chosen = season.order { true } else { false }
      }
  }

  static func largestDesign(
    _ options: HarmonicRegressionOptions, _ covariates: HarmonicCovariates, _ grid: TimeGrid,
    seen: [Int]
  ) throws(FitError) -> HarmonicDesign {
    let first = grid.time(at: seen.first ?? 0)
    let last = grid.time(at: seen.last ?? 0)
    var changes: [Int] = []
    switch options.trend {
    case .none, .linear: break
    case .changing(let times):
      changes = Set(times).sorted()
      guard changes.allSatisfy({ $0 > first && $0 < last }) else {
        throw .invalidParameter(
          name: "trend", reason: "must change after the first value and before the last")
      }
    case .automatic:
      let reach = options.candidateRange * Double(last - first)
      changes = Set(
        (0..<options.candidateCount).map {
          first + Int(reach * Double($0 + 1) / Double(options.candidateCount))
        }
      ).filter { $0 > first && $0 < last }.sorted()
    }
    let design = HarmonicDesign(
      centre: grid.time(at: grid.count / 2), hasSlope: options.trend != .none,
      changePoints: changes,
      seasons: HarmonicDesign.seasons(
        options.seasons.map { ($0.period, $0.order.largest) }, interval: grid.interval),
      regressorNames: covariates.regressors.map(\.name))
    let needed = 2 * design.columnCount
    guard seen.count >= needed else { throw .tooFewSamples(count: seen.count, needed: needed) }
    let longest = options.seasons.map(\.period).max() ?? 0
    let spanned = last - first + grid.interval
    guard Double(spanned) >= longest else {
      throw .tooFewSamples(
        count: spanned / grid.interval, needed: Int((longest / Double(grid.interval)).rounded(.up)))
    }
    return design
  }

  /// The columns of some changes and some orders.
  private func columns(changes: [Int], orders: [Int]) -> [Int] {
    var result = [0] + (largest.hasSlope ? [1] : []) + changes.map { largest.firstChange + $0 }
    var next = largest.firstHarmonic
    for (season, order) in zip(largest.seasons, orders) {
      for harmonic in season.harmonics {
        if harmonic <= order { result += [next, next + 1] }
        next += 2
      }
    }
    return result + (next..<largest.columnCount)
  }

  /// n·log RSS, with a floor at rounding, and the number of coefficients.
  private func loss(changes: [Int], orders: [Int]) -> (loss: Double, rank: Double) {
    let solution = reduction.solve(
      columns: columns(changes: changes, orders: orders), tolerance: 1e-9)
    let whole = reduction.solve(columns: [0]).residualSumOfSquares
    let least = max(1e-24 * whole, Double.leastNormalMagnitude)
    let n = Double(reduction.rowCount)
    return (
      n * logarithm(max(solution.residualSumOfSquares, least)), Double(solution.rank)
    )
  }

  func design() -> HarmonicDesign {
    let orders = orders()
    let changes =
      options.trend == .automatic ? changes(orders: orders) : Array(largest.changePoints.indices)
    return HarmonicDesign(
      centre: largest.centre, hasSlope: largest.hasSlope,
      changePoints: changes.sorted().map { largest.changePoints[$0] },
      seasons: HarmonicDesign.seasons(
        zip(options.seasons, orders).map { ($0.period, $1) }, interval: interval),
      regressorNames: largest.regressorNames)
  }

  private func orders() -> [Int] {
    let n = Double(reduction.rowCount)
    let allChanges = Array(largest.changePoints.indices)
    func criterion(_ orders: [Int]) -> Double {
      let (loss, rank) = loss(changes: allChanges, orders: orders)
      switch options.criterion {
      case .bic: return loss + rank * logarithm(n)
      case .aicc:
        let rest = n - rank - 1
        return rest > 0 ? loss + 2 * rank + 2 * rank * (rank + 1) / rest : .infinity
      }
    }
    var orders = options.seasons.map(\.order.largest)
    // Each step lowers the criterion, so that the search ends.
    var best = criterion(orders)
    var moved = true
    while moved {
      moved = false
      for (index, season) in options.seasons.enumerated() {
        guard case .chosen(let most) = season.order else { continue }
        for order in 0...most where order != orders[index] {
          var tried = orders
          tried[index] = order
          let value = criterion(tried)
          if value < best {
            (best, orders, moved) = (value, tried, true)
          }
        }
      }
    }
    return orders
  }

  private func changes(orders: [Int]) -> [Int] {
    let penalty = options.changePenalty * logarithm(Double(reduction.rowCount))
    func criterion(_ changes: [Int]) -> Double {
      loss(changes: changes, orders: orders).loss + penalty * Double(changes.count)
    }
    var chosen: [Int] = []
    var best = criterion(chosen)
    while true {
      let added = largest.changePoints.indices.filter { !chosen.contains($0) }.map { chosen + [$0] }
      let removed = chosen.indices.map { index in
        chosen.enumerated().filter { $0.offset != index }.map(\.element)
      }
      let tried = (added + removed).map { (changes: $0, value: criterion($0)) }
      guard let next = tried.min(by: { $0.value < $1.value }), next.value < best else {
        return chosen
      }
      (chosen, best) = (next.changes, next.value)
    }
  }
}
