public import SabaNumerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Formulas written out as they stand in a book, one loop an index: what kernels are held against.
public enum Naive {
  /// The product of two matrices.
  public static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(rowCount: a.rowCount, columnCount: b.columnCount)
    for i in 0..<a.rowCount {
      for j in 0..<b.columnCount {
        var sum = 0.0
        for p in 0..<a.columnCount { sum += a[i, p] * b[p, j] }
        result[i, j] = sum
      }
    }
    return result
  }

  /// The inverse and the log of the determinant's absolute value, by Gauss–Jordan elimination.
  public static func inverse(_ matrix: Matrix) -> (inverse: Matrix, logDeterminant: Double) {
    let d = matrix.rowCount
    var rows = (0..<d).map { i in matrix.row(i) + (0..<d).map { $0 == i ? 1.0 : 0.0 } }
    var logDeterminant = 0.0
    for i in 0..<d {
      let pivot = (i..<d).max { abs(rows[$0][i]) < abs(rows[$1][i]) } ?? i
      rows.swapAt(i, pivot)
      logDeterminant += log(abs(rows[i][i]))
      rows[i] = rows[i].map { $0 / rows[i][i] }
      for other in 0..<d where other != i && rows[other][i] != 0 {
        let factor = rows[other][i]
        for j in 0..<(2 * d) { rows[other][j] -= factor * rows[i][j] }
      }
    }
    return (Matrix(rows: rows.map { Array($0[d...]) }), logDeterminant)
  }

  /// The log of each component's weighted density at each sample, `[n × k]`.
  public static func jointLogDensities(
    _ samples: Matrix, weights: [Double], means: Matrix, covariances: [Matrix]
  ) -> Matrix {
    let d = means.columnCount
    var result = Matrix(rowCount: samples.rowCount, columnCount: weights.count)
    for k in weights.indices {
      let (inverse, logDeterminant) = inverse(covariances[k])
      let rows = (0..<d).map(inverse.row)
      let mean = means.row(k)
      for n in 0..<samples.rowCount {
        let difference = zip(samples.row(n), mean).map { $0 - $1 }
        var square = 0.0
        for i in 0..<d {
          for j in 0..<d { square += difference[i] * rows[i][j] * difference[j] }
        }
        result[n, k] =
          log(weights[k]) - 0.5 * (square + logDeterminant + Double(d) * log(2 * Double.pi))
      }
    }
    return result
  }

  /// vᵀ·A·v.
  public static func squaredLength(_ v: [Double], under a: Matrix) -> Double {
    var square = 0.0
    for i in v.indices {
      for j in v.indices { square += v[i] * a[i, j] * v[j] }
    }
    return square
  }

  /// log Σ exp of some numbers.
  public static func logSumExp(_ values: [Double]) -> Double {
    let largest = values.max() ?? -.infinity
    if largest == -.infinity { return largest }
    return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
  }

  /// The M-step from responsibilities, straight from the definitions of mean and covariance.
  public static func maximize(
    _ samples: Matrix, responsibilities: Matrix, regularization: Double
  ) -> (weights: [Double], means: Matrix, covariances: [Matrix]) {
    let d = samples.columnCount
    let k = responsibilities.columnCount
    var means = Matrix(rowCount: k, columnCount: d)
    var weights: [Double] = []
    var covariances: [Matrix] = []
    for c in 0..<k {
      let r = responsibilities.column(c)
      let total = r.reduce(0, +)
      weights.append(total / Double(samples.rowCount))
      for j in 0..<d {
        means[c, j] = zip(r, samples.column(j)).reduce(0) { $0 + $1.0 * $1.1 } / total
      }
      var covariance = Matrix(rowCount: d, columnCount: d)
      for i in 0..<d {
        for j in 0..<d {
          var sum = 0.0
          for n in 0..<samples.rowCount {
            sum += r[n] * (samples[n, i] - means[c, i]) * (samples[n, j] - means[c, j])
          }
          covariance[i, j] = sum / total + (i == j ? regularization : 0)
        }
      }
      covariances.append(covariance)
    }
    return (weights, means, covariances)
  }
}
