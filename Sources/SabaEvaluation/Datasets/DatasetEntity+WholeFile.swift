internal import Saba

/// The grid that the rows of a file go to.
struct FileGrid {
  /// The time of its first row, which is the file's.
  let start: Int
  /// The length of a row, in seconds.
  let interval: Int
  /// For each row of the file its row, ascending from 0.
  let rows: [Int]
  /// Whether the times are those of a calendar.
  let hasClock: Bool

  /// Some values in the order of the file, with gaps where the grid has them.
  func values(_ fileRows: Matrix) -> Matrix {
    let last = rows.prefix(fileRows.rowCount).last ?? -1
    var values = Matrix(
      rowCount: last + 1, columnCount: fileRows.columnCount, repeating: .nan)
    for (fileRow, row) in rows.prefix(fileRows.rowCount).enumerated() {
      for column in 0..<fileRows.columnCount { values[row, column] = fileRows[fileRow, column] }
    }
    return values
  }
}

extension DatasetEntity {
  /// One host whose whole file is judged, and whose first rows are also what is trained on.
  ///
  /// - Parameters:
  ///   - name: The entity's name, and the host's.
  ///   - metrics: The columns' names, at least one.
  ///   - values: The file's values, at least one row.
  ///   - grid: Where its rows go.
  ///   - trainRowCount: How many of them are the training part.
  ///   - events: In rows of the file.
  init(
    name: String, metrics: [String], values: Matrix, grid: FileGrid, trainRowCount: Int,
    events: [ClosedRange<Int>]
  ) {
    func history(_ values: Matrix) -> RoleHistory {
      let frame = MetricFrame(
        host: name, metrics: metrics, start: grid.start, interval: grid.interval,
        values: grid.values(values))
      return RoleHistory(
        metrics: metrics, interval: grid.interval, frames: frame.rowCount > 0 ? [frame] : [])
    }
    func hosts(_ rowCount: Int) -> [DatasetHost] {
      let rows = 0..<rowCount
      return rows.isEmpty
        ? [] : [DatasetHost(name: name, fileRows: rows, frameRows: Array(grid.rows[rows]))]
    }
    let trained = values.elements.prefix(trainRowCount * metrics.count)
    var labels = [Bool](repeating: false, count: values.rowCount)
    for row in events.joined() { labels[row] = true }
    self.init(
      name: name,
      train: history(
        Matrix(
          rowCount: trainRowCount, columnCount: metrics.count, elements: Array(trained))),
      test: history(values),
      trainHosts: hosts(trainRowCount), hosts: hosts(values.rowCount),
      labels: labels, events: events.sorted { $0.lowerBound < $1.lowerBound },
      interpretations: [], vusBuffer: SeriesPeriod.rows(of: values.column(0)),
      testIncludesTrain: true, hasClock: grid.hasClock)
  }
}
