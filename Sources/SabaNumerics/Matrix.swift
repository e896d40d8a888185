/// A row-major matrix of doubles, `[rowCount × columnCount]`.
///
/// Throughout Saba samples run down: row i is sample i, column j is metric j.
/// A value type: copies share storage until one of them is written to.
public struct Matrix: Sendable, Hashable {
  /// The number of rows, samples in a data matrix.
  public let rowCount: Int
  /// The number of columns, metrics in a data matrix.
  public let columnCount: Int
  @usableFromInline var storage: [Double]

  /// The elements, row after row; always `rowCount · columnCount` of them.
  @inlinable
  public var elements: [Double] { storage }

  /// Makes a matrix in which every element is the same.
  public init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative extent")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.storage = [Double](repeating: value, count: rowCount * columnCount)
  }

  /// Makes a matrix from its elements, row after row.
  public init(rowCount: Int, columnCount: Int, elements: [Double]) {
    precondition(
      elements.count == rowCount * columnCount,
      "\(elements.count) elements do not fill \(rowCount) × \(columnCount)")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.storage = elements
  }

  /// Makes a matrix from rows of one length.
  public init(rows: [[Double]]) {
    self.init(
      rowCount: rows.count, columnCount: rows.first?.count ?? 0, elements: Array(rows.joined()))
  }

  /// The identity matrix of the given order.
  public static func identity(_ order: Int) -> Matrix {
    var result = Matrix(rowCount: order, columnCount: order)
    for i in 0..<order { result[i, i] = 1 }
    return result
  }

  /// The element in the given row and column.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(column >= 0 && column < columnCount, "column out of range")
      return storage[row * columnCount + column]
    }
    set {
      precondition(column >= 0 && column < columnCount, "column out of range")
      storage[row * columnCount + column] = newValue
    }
  }

  /// Calls a closure with all elements, row after row, to read and write in hot loops.
  @inlinable
  public mutating func withMutableElements<Result, Failure: Error>(
    _ body: (inout MutableSpan<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var elements = storage.mutableSpan
    return try body(&elements)
  }

  /// A copy of one row.
  public func row(_ index: Int) -> [Double] {
    Array(elements[index * columnCount..<(index + 1) * columnCount])
  }

  /// A copy of one column.
  public func column(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < columnCount, "column out of range")
    return (0..<rowCount).map { elements[$0 * columnCount + index] }
  }

  /// A copy of the rows in a range.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rowCount: range.count, columnCount: columnCount,
      elements: Array(elements[range.lowerBound * columnCount..<range.upperBound * columnCount]))
  }

  /// A copy of the chosen rows, in the order of the indices.
  public func rows(at indices: [Int]) -> Matrix {
    var chosen: [Double] = []
    chosen.reserveCapacity(indices.count * columnCount)
    for index in indices {
      chosen += elements[index * columnCount..<(index + 1) * columnCount]
    }
    return Matrix(rowCount: indices.count, columnCount: columnCount, elements: chosen)
  }

  /// The square matrix of the chosen rows and columns.
  public func submatrix(over indices: [Int]) -> Matrix {
    var result = Matrix(rowCount: indices.count, columnCount: indices.count)
    for (a, i) in indices.enumerated() {
      for (b, j) in indices.enumerated() { result[a, b] = self[i, j] }
    }
    return result
  }

  /// The elements on the diagonal.
  public var diagonal: [Double] {
    (0..<min(rowCount, columnCount)).map { self[$0, $0] }
  }

  /// The transposed matrix.
  public var transposed: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    for i in 0..<rowCount {
      for j in 0..<columnCount { result[j, i] = self[i, j] }
    }
    return result
  }
}
