internal import Saba

extension Baseline {
  /// `pca`: the squared prediction error, what of a row lies outside the leading principal components
  /// that hold 90 % of the variance in training, as a mean over the metrics.
  ///
  /// The components are those of the correlation matrix. The last of them always lies outside:
  /// with few metrics there would be no error otherwise.
  public static let principalComponents = Baseline(name: "pca") { data throws(CannotJudge) in
    let form = CorrelationForm(of: data.samples, floors: data.scaling.floors)
    let d = form.means.count
    let eigen: SymmetricEigen
    do throws(NumericError) {
      eigen = try SymmetricEigen(form.applied(to: data.samples).gram())
    } catch {
      throw CannotJudge("its principal components cannot be found: \(error)")
    }
    var rest = eigen.values.reduce(0) { $0 + max($1, 0) }
    let outside = (1 - explainedShare) * rest
    var residual = Matrix.identity(d)
    for index in eigen.values.indices.dropFirst().reversed() where rest > outside {
      rest -= eigen.values[index]
      for i in 0..<d {
        for j in 0..<d { residual[i, j] -= eigen.vectors[index, i] * eigen.vectors[index, j] }
      }
    }
    return { track in
      let errors = form.applied(to: track.complete) * residual
      return BaselineScores(meanOf: errors.squares(whereSeen: track.values))
    }
  }

  private static let explainedShare = 0.9
}

/// Metrics centred on their means, in units of their standard deviations, as the components of a
/// correlation matrix need them: otherwise one wild metric is a component of its own.
private struct CorrelationForm: Sendable {
  let means: [Double]
  private let deviations: [Double]

  init(of samples: Matrix, floors: [Double]) {
    let n = Double(samples.rowCount)
    var means: [Double] = []
    var deviations: [Double] = []
    for (metric, floor) in floors.enumerated() {
      let column = samples.column(metric)
      let mean = column.reduce(0) { $0 + $1 / n }
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / n }
      means.append(mean)
      deviations.append(max(variance.squareRoot(), floor))
    }
    self.means = means
    self.deviations = deviations
  }

  func applied(to rows: Matrix) -> Matrix {
    var result = rows
    for row in 0..<rows.rowCount {
      for j in means.indices { result[row, j] = (rows[row, j] - means[j]) / deviations[j] }
    }
    return result
  }
}
