/// For each component of a mixture, what it expects of some metrics given others.
///
/// With m the metrics asked for and o the others, both a subset of all:
/// E[x_m | x_o] = μ_m + B·(x_o − μ_o) with B = Σ_mo·Σ_oo⁻¹, and Cov[x_m | x_o] = Σ_mm − B·Σ_om.
struct ConditionalComponents: Sendable {
  /// B of each component, k of `[m × o]`.
  let regressions: [Matrix]
  /// The conditional covariance of each component, k of `[m × m]`; it does not depend on x_o.
  let covariances: [Matrix]

  /// Prepares all components.
  ///
  /// - Complexity: O(k·(o³ + m·o²)).
  init(
    of model: GaussianMixture, expected: [Int], given observed: [Int]
  ) throws(FitError) {
    var regressions: [Matrix] = []
    var covariances: [Matrix] = []
    for k in 0..<model.componentCount {
      let dense = model.covariance.dense(ofComponent: k, dimension: model.dimension)
      var cross = Matrix(rowCount: observed.count, columnCount: expected.count)
      for (i, o) in observed.enumerated() {
        for (j, m) in expected.enumerated() { cross[i, j] = dense[o, m] }
      }
      let solved: Matrix
      do throws(NumericError) {
        solved = try Cholesky(dense.submatrix(over: observed)).solve(cross)
      } catch {
        guard case .notPositiveDefinite(let minor) = error else {
          throw .invalidParameter(name: "covariances", reason: "must be finite")
        }
        throw .notPositiveDefinite(component: k, minor: minor)
      }
      let regression = solved.transposed
      let explained = regression * cross
      var conditional = dense.submatrix(over: expected)
      for i in expected.indices {
        for j in 0...i {
          let value = conditional[i, j] - 0.5 * (explained[i, j] + explained[j, i])
          conditional[i, j] = i == j ? max(value, 0) : value
          conditional[j, i] = conditional[i, j]
        }
      }
      regressions.append(regression)
      covariances.append(conditional)
    }
    self.regressions = regressions
    self.covariances = covariances
  }

  /// E[x_m | x_o] of one component for many samples.
  ///
  /// - Parameters:
  ///   - k: The component.
  ///   - model: The mixture that these were made of.
  ///   - expected: The metrics m asked for.
  ///   - observed: The metrics o given.
  ///   - values: x_o, `[n × o]`, finite.
  /// - Returns: `[n × m]`.
  /// - Complexity: O(n·m·o), by dgemm.
  func expectations(
    component k: Int, of model: GaussianMixture, _ expected: [Int], given observed: [Int],
    _ values: Matrix
  ) -> Matrix {
    let means = model.means.row(k)
    var centred = values
    centred.withMutableElements { (elements: inout MutableSpan<Double>) in
      for row in 0..<values.rowCount {
        for (column, metric) in observed.enumerated() {
          elements[row * observed.count + column] -= means[metric]
        }
      }
    }
    var result = centred * regressions[k].transposed
    result.withMutableElements { (elements: inout MutableSpan<Double>) in
      for row in 0..<values.rowCount {
        for (column, metric) in expected.enumerated() {
          elements[row * expected.count + column] += means[metric]
        }
      }
    }
    return result
  }
}
