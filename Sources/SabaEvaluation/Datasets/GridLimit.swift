/// How large a grid with gaps may become before a wrong time is to blame.
enum GridLimit {
  /// A grid of so many cells is made in any case, a larger one only if enough of it has values.
  private static let unquestionedCellCount = 50_000_000
  /// The number of cells for each value read from which a larger grid is taken for a mistake.
  private static let sparsenessLimit = 16

  static func admits(cellCount: Int, valueCount: Int) -> Bool {
    cellCount <= max(unquestionedCellCount, sparsenessLimit * valueCount)
  }
}
