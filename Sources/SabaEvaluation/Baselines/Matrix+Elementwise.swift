internal import Saba

extension Matrix {
  /// For each row whether it has any value.
  var rowsWithValues: [Bool] {
    let all = elements.span
    return (0..<rowCount).map { row in
      (row * columnCount..<(row + 1) * columnCount).contains { !all[$0].isNaN }
    }
  }

  /// A matrix of the same shape with each element transformed.
  func elementwise(_ transform: (Double) -> Double) -> Matrix {
    Matrix(rowCount: rowCount, columnCount: columnCount, elements: elements.map(transform))
  }

  /// The squares of all elements; NaN where another matrix of the shape has NaN.
  func squares(whereSeen values: Matrix) -> Matrix {
    var result = self
    let seen = values.elements.span
    result.withMutableElements { (elements: inout MutableSpan<Double>) in
      for i in elements.indices {
        elements[i] = seen[i].isNaN ? .nan : elements[i] * elements[i]
      }
    }
    return result
  }
}
