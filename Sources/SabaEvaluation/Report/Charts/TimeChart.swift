/// A chart of values over time, as an SVG element that keeps the size of its text at any width.
///
/// Horizontal places are shares of the width, vertical ones pixels. The element is as wide as its
/// container less the margins that a style sheet gives it; labels are drawn in these margins.
/// Colours come from the style sheet too.
struct TimeChart: Sendable {
  /// A series drawn as a line.
  struct Line: Sendable {
    /// What it shows, in order of time.
    var samples: [ChartSample]
    /// The class for the style sheet.
    var style: String
  }

  /// A series drawn as an area between two lines.
  struct Band: Sendable {
    /// What it shows, in order of time.
    var samples: [ChartSample]
    /// The class for the style sheet.
    var style: String
  }

  /// A stretch of time.
  struct Span: Sendable {
    /// From when to when, in seconds since the epoch.
    var range: Range<Int>
    /// The class for the style sheet.
    var style: String
    /// What it is, for whoever points at it.
    var title: String
    /// What is written over it; nothing if empty.
    var label = ""
  }

  /// A value that matters.
  struct Level: Sendable {
    /// The value.
    var value: Double
    /// The class for the style sheet.
    var style: String
    /// What is written beside it.
    var label: String
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
  /// The areas, behind the lines.
  var bands: [Band] = []
  /// The lines; the first one is read out where the pointer is.
  var lines: [Line] = []
  /// Stretches shaded over the whole height.
  var spans: [Span] = []
  /// Stretches marked along the bottom.
  var marks: [Span] = []
  /// Horizontal lines, labelled on the right.
  var levels: [Level] = []

  /// The number of columns up to which details are kept.
  static let columnCount = 900
  /// The least distance of two labels from each other, in pixels.
  private static let labelDistance = 13.0
  /// The same as a share of the width of a narrow screen.
  private static let labelShare = 0.05

  /// The `svg` element.
  var svg: Markup {
    let first = lines.first.map { columns(of: $0.samples) }
    return Markup(
      "svg",
      [
        "class": "chart", "role": "img", "aria-label": description,
        "height": Self.number(height), "data-start": "\(axis.start)", "data-end": "\(axis.end)",
        "data-values": first.map(readings) ?? "",
      ],
      Markup([grid, spanShapes, plot, levelShapes, markShapes, cursor]))
  }

  private func columns(of samples: [ChartSample]) -> PixelColumns {
    PixelColumns(samples, on: axis, interval: interval, width: Self.columnCount)
  }

  /// Where everything is, in a coordinate system that is as wide as it has columns.
  private var frame: PlotFrame {
    PlotFrame(width: Double(Self.columnCount), height: height, axis: axis, scale: scale)
  }

  private func y(_ value: Double) -> Double { frame.y(value) }

  private func percent(_ share: Double) -> String { FixedPoint.text(100 * share, digits: 2) + "%" }

  private static func number(_ value: Double) -> String { FixedPoint.coordinate(value) }

  private var grid: Markup {
    var shapes = Markup()
    for tick in scale.ticks {
      let y = Self.number(y(tick.value))
      shapes += Markup("line", ["class": "grid", "x2": "100%", "y1": y, "y2": y], nil)
      shapes += Markup("text", ["class": "value", "x": "-6", "y": y], tick.label)
    }
    for tick in axis.ticks {
      let x = percent(axis.position(of: tick.time))
      let style = tick.isMidnight ? "grid day" : "grid"
      shapes += Markup(
        "line", ["class": style, "x1": x, "x2": x, "y2": Self.number(height)], nil)
      shapes += Markup(
        "text", ["class": "time", "x": x, "y": Self.number(height + 16)], tick.label)
      if let date = tick.date {
        shapes += Markup(
          "text", ["class": "time", "x": x, "y": Self.number(height + 28)], date)
      }
    }
    return shapes
  }

  /// The stretches, and their labels above the plot, in two rows where they are close together.
  private var spanShapes: Markup {
    var shapes = Markup()
    var last = (position: -1.0, isRaised: true)
    for span in spans where axis.shows(span.range) {
      shapes += shape(of: span, y: 0, height: height)
      guard !span.label.isEmpty else { continue }
      let position =
        0.5 * (axis.position(of: span.range.lowerBound) + axis.position(of: span.range.upperBound))
      let isRaised = position - last.position < Self.labelShare && !last.isRaised
      last = (position, isRaised)
      shapes += Markup(
        "text", ["class": "label", "x": percent(position), "y": isRaised ? "-17" : "-5"],
        span.label)
    }
    return shapes
  }

  private var markShapes: Markup {
    Markup(
      marks.filter { axis.shows($0.range) }.map { shape(of: $0, y: height - 6, height: 6) })
  }

  private func shape(of span: Span, y: Double, height: Double) -> Markup {
    let left = axis.position(of: span.range.lowerBound)
    let right = axis.position(of: span.range.upperBound)
    return Markup(
      "rect",
      [
        "class": span.style, "x": percent(left), "width": percent(right - left),
        "y": Self.number(y), "height": Self.number(height),
      ],
      Markup("title", span.title))
  }

  /// The series, in a coordinate system of their own that is as wide as it has columns.
  private var plot: Markup {
    var shapes = Markup()
    for band in bands {
      let area = frame.area(columns(of: band.samples), interval: interval)
      shapes += Markup("path", ["class": band.style, "d": area], nil)
    }
    for line in lines {
      shapes += Markup(
        "path", ["class": line.style, "d": frame.line(columns(of: line.samples))], nil)
    }
    return Markup(
      "svg",
      [
        "viewBox": "0 0 \(Self.columnCount) \(Self.number(height))", "width": "100%",
        "height": Self.number(height), "preserveAspectRatio": "none",
      ], shapes)
  }

  private var levelShapes: Markup {
    var shapes = Markup()
    var labelY = Double.infinity
    for level in levels.sorted(by: { $0.value < $1.value }) {
      let y = y(level.value)
      labelY = min(y, labelY - Self.labelDistance)
      let line = Markup(
        "line",
        ["class": level.style, "x2": "100%", "y1": Self.number(y), "y2": Self.number(y)],
        Markup("title", level.title))
      let label = Markup(
        "text", ["class": "level", "x": "100%", "dx": "5", "y": Self.number(labelY)], level.label)
      shapes += line + label
    }
    return shapes
  }

  /// What the page's script moves to the pointer.
  private var cursor: Markup {
    Markup(
      "line", ["class": "cursor", "y2": Self.number(height), "visibility": "hidden"], nil)
      + Markup("text", ["class": "readout", "y": "12"], "")
  }

  /// The greatest value of every column, separated by blanks; `-` where there is none.
  private func readings(_ columns: PixelColumns) -> String {
    var readings = [String](repeating: "-", count: columns.count)
    for column in columns.runs.joined() {
      readings[column.index] = ChartScale.label(column.highest.high)
    }
    return readings.joined(separator: " ")
  }
}
