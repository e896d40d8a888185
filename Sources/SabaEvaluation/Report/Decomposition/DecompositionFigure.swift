public import Saba

/// A decomposition as a chart to look at: one SVG file that needs nothing beside it.
///
/// From top to bottom: the series with the trend and what was expected, the trend, each season with one
/// cycle of it, the remainder with its outliers; one axis of time for all, by the local clock. Every
/// column of pixels shows the least and the greatest of its values, so that no spike is hidden and the
/// file stays small however long the series is.
public struct DecompositionFigure: Sendable {
  /// What was decomposed.
  let metric: String
  /// Whose it is.
  let host: String
  /// When the points are.
  let grid: TimeGrid
  /// The parts.
  let decomposition: Decomposition
  /// The length of each season, in seconds.
  let periods: [Int]
  /// By whose clock times are told and seasons begin.
  let zone: LocalZone

  /// Makes a figure.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - host: The host's name.
  ///   - grid: As many points as the decomposition.
  ///   - decomposition: What is to be seen.
  ///   - periods: The length of each of its seasons in seconds, as it was asked for.
  ///   - zone: By whose clock times are told; the one that the seasons follow.
  public init(
    metric: String, host: String, grid: TimeGrid, decomposition: Decomposition, periods: [Int],
    zone: LocalZone = .utc
  ) {
    precondition(
      grid.count == decomposition.observed.count && grid.count > 0, "as many points as the grid")
    precondition(periods.count == decomposition.seasons.count, "one length a season")
    self.metric = metric
    self.host = host
    self.grid = grid
    self.decomposition = decomposition
    self.periods = periods
    self.zone = zone
  }

  /// The file's content.
  ///
  /// - Returns: Well-formed SVG, without scripts and links.
  /// - Complexity: O(n).
  public func svg() -> String {
    let layout = FigureLayout(figure: self)
    var shapes = heading(layout)
    var y = FigureLayout.heading
    for row in layout.rows {
      shapes += row.draw(y)
      y += row.height
    }
    let (width, height) = (
      FixedPoint.coordinate(layout.width), FixedPoint.coordinate(y)
    )
    let paper = Markup(
      "rect", ["class": "paper", "width": width, "height": height, "rx": "6"], nil)
    let root = Markup(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height,
        "viewBox": "0 0 \(width) \(height)", "role": "img", "aria-label": title,
      ],
      Markup("title", title) + Markup("style", Markup(trusted: FigureStyle.sheet)) + paper + shapes)
    return root.source + "\n"
  }

  private var title: String { "\(metric) of \(host)" }

  private func heading(_ layout: FigureLayout) -> Markup {
    let left = FixedPoint.coordinate(FigureLayout.margin)
    return Markup(
      "text", ["class": "headline", "x": left, "y": "32"],
      layout.shortened(title, pixelsPerCharacter: 10.5))
      + Markup("text", ["class": "subtitle", "x": left, "y": "53"], subtitle)
  }

  private var subtitle: String {
    let missing = decomposition.observed.count { $0.isNaN }
    let last = grid.time(at: grid.count - 1)
    var text = "\(dateAndTime(grid.start)) – \(dateAndTime(last)), \(zone)"
    text += " · \(Words.count(grid.count, "point")) every \(Words.duration(grid.interval))"
    if missing > 0 { text += ", \(missing) of them missing" }
    return text
  }

  private func dateAndTime(_ time: Int) -> String {
    let calendar = CalendarTime(time + zone.offset(at: time))
    return "\(calendar.day) \(calendar.year) \(calendar.timeOfDay)"
  }
}
