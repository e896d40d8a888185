public import SabaNumerics

extension Matrix {
  /// Independent standard normal elements.
  public static func normal(
    _ rowCount: Int, _ columnCount: Int, using generator: inout RandomGenerator
  ) -> Matrix {
    let elements = (0..<(rowCount * columnCount)).map { _ in generator.normal() }
    return Matrix(rowCount: rowCount, columnCount: columnCount, elements: elements)
  }

  /// A random covariance whose condition number is small: GᵀG/d + 1/2 with G `[d × d]` normal.
  public static func covariance(
    _ d: Int, using generator: inout RandomGenerator
  ) -> Matrix {
    let g = normal(d, d, using: &generator)
    var result = Naive.product(g.transposed, g)
    for i in 0..<d {
      for j in 0..<d { result[i, j] = result[i, j] / Double(d) + (i == j ? 0.5 : 0) }
    }
    return result
  }

  /// The matrix with other elements in place of its own.
  public func map(_ transform: (Double) -> Double) -> Matrix {
    Matrix(rowCount: rowCount, columnCount: columnCount, elements: elements.map(transform))
  }
}
