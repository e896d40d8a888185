/// The rectangle of a plot, and what becomes of a series in it.
struct PlotFrame: Sendable, Hashable {
  /// The left edge.
  var x = 0.0
  /// The top edge.
  var y = 0.0
  /// The width, in units of the drawing.
  var width: Double
  /// The height, in units of the drawing.
  var height: Double
  /// What is along the width.
  var axis: TimeAxis
  /// What is along the height.
  var scale: ChartScale

  /// Where a time is.
  func x(_ time: Double) -> Double { x + width * axis.position(of: time) }

  /// Where a value is.
  func y(_ value: Double) -> Double { y + height * (1 - scale.position(of: value)) }

  /// A point of the drawing.
  struct Point: Sendable, Hashable {
    /// From the left.
    var x: Double
    /// From the top.
    var y: Double
  }

  /// The points of a line along a series, a list for each part without a gap.
  func lines(_ columns: PixelColumns) -> [[Point]] {
    columns.runs.map { run in run.flatMap(\.extremes).map { point($0.time, $0.low) } }
  }

  /// The corners around a band, a list for each part without a gap; a single sample is as wide as
  /// its interval.
  func areas(_ columns: PixelColumns, interval: Int) -> [[Point]] {
    columns.runs.map { run in
      let half = run.count == 1 ? 0.5 * Double(interval) : 0
      let upper = run.flatMap { column in
        [column.highest.time - half, column.highest.time + half].map {
          point($0, column.highest.high)
        }.prefix(half > 0 ? 2 : 1)
      }
      let lower = run.reversed().flatMap { column in
        [column.lowest.time + half, column.lowest.time - half].map {
          point($0, column.lowest.low)
        }.prefix(half > 0 ? 2 : 1)
      }
      return upper + lower
    }
  }

  /// The data of a path along a series; gaps break it, and what is alone is a dot.
  func line(_ columns: PixelColumns) -> String {
    lines(columns).map { run in
      // A line of no length is a dot.
      "M" + run.map(Self.text).joined(separator: "L") + (run.count == 1 ? "h0" : "")
    }.joined()
  }

  /// The data of a path around a band.
  func area(_ columns: PixelColumns, interval: Int) -> String {
    areas(columns, interval: interval)
      .map { "M" + $0.map(Self.text).joined(separator: "L") + "Z" }.joined()
  }

  /// The data of a path of dots.
  func dots(_ columns: PixelColumns) -> String {
    lines(columns).joined().map { "M\(Self.text($0))h0" }.joined()
  }

  private func point(_ time: Double, _ value: Double) -> Point {
    Point(x: x(time), y: y(value))
  }

  private static func text(_ point: Point) -> String {
    FixedPoint.coordinate(point.x) + " " + FixedPoint.coordinate(point.y)
  }
}
