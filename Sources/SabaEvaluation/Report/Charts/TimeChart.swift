/// A chart of values over time, as an SVG element that keeps the size of its text at any width.
///
/// Horizontal places are shares of the width, vertical ones pixels. The element is as wide as its
/// container less the margins that a style sheet gives it; labels are drawn in these margins.
/// Colours come from the style sheet too. It is whole as it stands; ``PageScript`` adds zoom and a
/// reading at the pointer, for which series carry a ``SampleCode``.
struct TimeChart: Sendable {
  /// A series: a line, or an area between two.
  struct Series: Sendable {
    /// What it shows, in order of time.
    var samples: [ChartSample]
    /// The class for the style sheet.
    var style: String
    /// The most steps of its ``SampleCode``; 0 for a series that is a picture alone.
    var stepCount = 32_768
  }

  /// A stretch of time.
  struct Span: Sendable {
    /// From when to when, in seconds since the epoch.
    var range: Range<Int>
    /// The class for the style sheet.
    var style: String
    /// What it is, for whoever points at it; without it the stretch is a picture alone, which takes a
    /// fifth of the space.
    var title = ""
    /// For marks the row that it is in, counted from the bottom.
    var row = 0
  }

  /// A word above the plot.
  struct Flag: Sendable {
    /// What it is about, in seconds since the epoch; it stands over the middle.
    var range: Range<Int>
    /// One word, or a sign.
    var text: String
  }

  /// A value that matters.
  struct Level: Sendable {
    /// The value.
    var value: Double
    /// The class for the style sheet.
    var style: String
    /// What is written beside it.
    var label: String
    /// Whether it is drawn over the whole width; otherwise it is where a line ends.
    var hasLine = true
    /// What it is, for whoever points at it.
    var title: String
  }

  /// What the chart shows, for those who do not see it.
  var description: String
  /// The stretch of time on the horizontal axis.
  var axis: TimeAxis
  /// The vertical axis.
  var scale: ChartScale
  /// The seconds between samples.
  var interval: Int
  /// The height of the plot, in pixels.
  var height = 150.0
  /// The most columns that details are seen in without zoom; a strip has ``stripColumnCount``.
  var columnCount = Self.wideColumnCount
  /// Whether it is a strip without axes and labels, for a glance.
  var isStrip = false
  /// The areas, behind the lines.
  var bands: [Series] = []
  /// The lines; the first one is read out where the pointer is.
  var lines: [Series] = []
  /// Stretches shaded over the whole height.
  var spans: [Span] = []
  /// Stretches marked along the bottom.
  var marks: [Span] = []
  /// Words above the plot.
  var flags: [Flag] = []
  /// Horizontal lines, labelled on the right.
  var levels: [Level] = []

  /// Columns of a chart as wide as the page.
  static let wideColumnCount = 900
  /// Columns of a strip.
  static let stripColumnCount = 240
  /// The units of the plot's own coordinates: two a column and two a pixel.
  private static let unitsPerPixel = 2.0
  private static let markHeight = 6.0
  /// The least distance of two labels from each other, in pixels.
  private static let labelDistance = 13.0
  /// The same as a share of the width of a narrow screen.
  private static let labelShare = 0.05

  /// The `svg` element.
  var svg: Markup {
    Markup(
      "svg",
      [
        "class": isStrip ? "chart strip" : flags.isEmpty ? "chart" : "chart \(flagStyle)",
        "role": "img", "aria-label": description,
        "tabindex": isStrip ? "-1" : "0", "height": Self.pixels(height),
        "data-from": "\(axis.start)", "data-to": "\(axis.end)", "data-clock": axis.clock.rawValue,
        "data-scale": scale.kind.rawValue, "data-low": "\(scale.low)",
        "data-high": "\(scale.high)",
      ],
      isStrip ? plot + cursor : grid + plot + labels + levelShapes + cursor + readout)
  }

  /// The plot, in a coordinate system that is as wide as it has columns.
  private var frame: PlotFrame {
    PlotFrame(
      width: Self.unitsPerPixel * Double(Self.wideColumnCount), height: Self.unitsPerPixel * height,
      axis: axis, scale: scale)
  }

  private func y(_ value: Double) -> Double { frame.y(value) / Self.unitsPerPixel }

  private func percent(_ share: Double) -> String { FixedPoint.text(100 * share, digits: 2) + "%" }

  private static func pixels(_ value: Double) -> String { FixedPoint.coordinate(value) }

  // MARK: Axes

  private var grid: Markup {
    var shapes = Markup()
    for tick in scale.ticks {
      let y = Self.pixels(y(tick.value))
      shapes += Markup("line", ["class": "grid", "x2": "100%", "y1": y, "y2": y], nil)
      shapes += Markup("text", ["class": "value", "x": "-6", "y": y], tick.label)
    }
    return shapes + Markup("g", ["class": "times"], Markup(axis.ticks.map(shape)))
  }

  private func shape(of tick: TimeAxis.Tick) -> Markup {
    let x = percent(axis.position(of: tick.time))
    var shapes =
      Markup(
        "line",
        [
          "class": tick.isMidnight ? "grid day" : "grid", "x1": x, "x2": x,
          "y2": Self.pixels(height),
        ], nil)
      + Markup("text", ["class": "time", "x": x, "y": Self.pixels(height + 16)], tick.label)
    if let date = tick.date {
      shapes += Markup("text", ["class": "time", "x": x, "y": Self.pixels(height + 28)], date)
    }
    return shapes
  }

  private var levelShapes: Markup {
    var shapes = Markup()
    var labelY = Double.infinity
    for level in levels.sorted(by: { $0.value < $1.value }) {
      let y = y(level.value)
      labelY = min(y, labelY - Self.labelDistance)
      let line = Markup(
        "line",
        [
          "class": level.style, "x2": "100%", "y1": Self.pixels(y), "y2": Self.pixels(y),
          "data-value": "\(level.value)", "data-name": level.label,
        ],
        Markup("title", level.title))
      let label = Markup(
        "text", ["class": "level", "x": "100%", "dx": "5", "y": Self.pixels(labelY)], level.label)
      shapes += level.hasLine ? line + label : label
    }
    return shapes
  }

  // MARK: Plot

  private var plot: Markup {
    let frame = frame
    var shapes = rectangles(of: spans) { _ in (0, frame.height) }
    for band in bands {
      let areas = frame.areas(columns(of: band), interval: interval)
      shapes += path(CompactPath(around: areas), of: band)
    }
    for line in lines {
      shapes += path(CompactPath(along: frame.lines(columns(of: line))), of: line)
    }
    let markHeight = Self.unitsPerPixel * Self.markHeight
    shapes += rectangles(of: marks) {
      (frame.height - Double($0.row + 1) * markHeight, markHeight)
    }
    return Markup(
      "svg",
      [
        "class": "plot", "viewBox": "0 0 \(Self.pixels(frame.width)) \(Self.pixels(frame.height))",
        "width": "100%", "height": Self.pixels(height), "preserveAspectRatio": "none",
      ], shapes)
  }

  private func columns(of series: Series) -> PixelColumns {
    PixelColumns(
      series.samples, on: axis, interval: interval,
      width: isStrip ? Self.stripColumnCount : columnCount)
  }

  private func path(_ path: CompactPath, of series: Series) -> Markup {
    guard series.stepCount > 0 else {
      return Markup("path", ["class": series.style, "d": path.data], nil)
    }
    let code = SampleCode(
      series.samples, on: axis, scale: scale, interval: interval, stepCount: series.stepCount)
    guard let low = code.low else {
      return Markup(
        "path",
        [
          "class": series.style, "d": path.data, "data-step": "\(code.step)",
          "data-high": code.high,
        ], nil)
    }
    return Markup(
      "path",
      [
        "class": series.style, "d": path.data, "data-step": "\(code.step)",
        "data-high": code.high, "data-low": low,
      ], nil)
  }

  /// Stretches as rectangles: each one that has a title by itself, the others as a path a style.
  private func rectangles(
    of spans: [Span], extent: (Span) -> (y: Double, height: Double)
  ) -> Markup {
    var shapes = Markup()
    var paths: [(style: String, data: String)] = []
    for span in spans where axis.shows(span.range) {
      let left = frame.x(Double(span.range.lowerBound))
      let width = Self.unit(frame.x(Double(span.range.upperBound)) - left)
      let extent = extent(span)
      let (y, height) = (Self.pixels(extent.y), Self.pixels(extent.height))
      guard span.title.isEmpty else {
        shapes += Markup(
          "rect",
          ["class": span.style, "x": Self.unit(left), "width": width, "y": y, "height": height],
          Markup("title", span.title))
        continue
      }
      let data = "M\(Self.unit(left)) \(y)h\(width)v\(height)h-\(width)Z"
      if let index = paths.firstIndex(where: { $0.style == span.style }) {
        paths[index].data += data
      } else {
        paths.append((span.style, data))
      }
    }
    return shapes + Markup(paths.map { Markup("path", ["class": $0.style, "d": $0.data], nil) })
  }

  /// A place that stays exact when the chart is zoomed.
  private static func unit(_ value: Double) -> String {
    let text = FixedPoint.text(value, digits: 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  // MARK: Labels

  /// A word above the plot: where, in which row counted from the plot, and whether there is room.
  private struct PlacedFlag {
    var flag: Flag
    var middle: Double
    var share: Double
    var row: Int?
  }

  /// The words above the plot, in two rows where they are close together; one that has no room in
  /// either is seen when the chart is zoomed.
  private var placedFlags: [PlacedFlag] {
    var ends = [-1.0, -1.0]
    return flags.filter { axis.shows($0.range) }
      .sorted { $0.range.lowerBound < $1.range.lowerBound }
      .map { flag in
        let middle = Double(flag.range.lowerBound + flag.range.upperBound) / 2
        let share = axis.position(of: middle)
        let row = ends.firstIndex { share - $0 >= Self.labelShare }
        if let row { ends[row] = share }
        return PlacedFlag(flag: flag, middle: middle, share: share, row: row)
      }
  }

  /// Makes room for one row of words, or two.
  private var flagStyle: String {
    placedFlags.contains { $0.row == 1 } ? "flagged twice" : "flagged"
  }

  private var labels: Markup {
    Markup(
      placedFlags.map { placed in
        Markup(
          "text",
          [
            "class": "label", "x": percent(placed.share), "y": placed.row == 1 ? "-17" : "-5",
            "data-time": "\(placed.middle)", "visibility": placed.row == nil ? "hidden" : "visible",
          ], placed.flag.text)
      })
  }

  /// What the page's script moves to the pointer.
  private var cursor: Markup {
    Markup("line", ["class": "cursor", "y2": Self.pixels(height), "visibility": "hidden"], nil)
  }

  /// What the page's script writes there, and the stretch that is being chosen.
  private var readout: Markup {
    Markup(
      "rect", ["class": "selection", "height": Self.pixels(height), "visibility": "hidden"], nil)
      + Markup("text", ["class": "readout"], "")
  }
}
