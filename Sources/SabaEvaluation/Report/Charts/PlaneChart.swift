/// A small chart of one quantity over another, as an SVG element that grows and shrinks as a whole.
struct PlaneChart: Sendable {
  /// A point.
  struct Point: Sendable, Hashable {
    /// On the horizontal axis.
    var x: Double
    /// On the vertical axis.
    var y: Double
  }

  /// Points joined by a line.
  struct Line: Sendable {
    /// From left to right; those that are not finite are left out.
    var points: [Point]
    /// The class for the style sheet.
    var style: String
  }

  /// A point with the interval that its height lies in.
  struct Estimate: Sendable {
    /// The point.
    var point: Point
    /// Where the interval begins and ends; nil where nothing is known of it.
    var interval: ClosedRange<Double>?
    /// What it says, for whoever points at it.
    var title: String
  }

  /// What the chart shows, for those who do not see it.
  var description: String
  /// The horizontal axis.
  var xScale: ChartScale
  /// The vertical axis.
  var yScale: ChartScale
  /// What is along the horizontal axis.
  var xTitle: String
  /// What is along the vertical axis.
  var yTitle: String
  /// The lines, the last on top.
  var lines: [Line]
  /// The dots.
  var estimates: [Estimate] = []

  private static let left = 40.0
  private static let top = 22.0
  private static let width = 250.0
  private static let height = 180.0

  /// The `svg` element.
  var svg: Markup {
    Markup(
      "svg",
      [
        "class": "plane", "role": "img", "aria-label": description,
        "viewBox":
          "0 0 \(Self.place(Self.left + Self.width + 10)) \(Self.place(Self.top + Self.height + 36))",
      ],
      grid + Markup(lines.map(path)) + Markup(estimates.map(shape)))
  }

  private func x(_ value: Double) -> Double { Self.left + Self.width * xScale.position(of: value) }

  private func y(_ value: Double) -> Double {
    Self.top + Self.height * (1 - yScale.position(of: value))
  }

  private static func place(_ value: Double) -> String { FixedPoint.coordinate(value) }

  private var grid: Markup {
    let right = Self.place(Self.left + Self.width)
    let bottom = Self.top + Self.height
    var shapes = Markup("text", ["x": "0", "y": "10"], yTitle)
    shapes += Markup(
      "text",
      [
        "class": "along", "x": Self.place(Self.left + Self.width / 2), "y": Self.place(bottom + 32),
      ],
      xTitle)
    for tick in yScale.ticks {
      let y = Self.place(y(tick.value))
      shapes += Markup(
        "line", ["class": "grid", "x1": Self.place(Self.left), "x2": right, "y1": y, "y2": y], nil)
      shapes += Markup(
        "text", ["class": "value", "x": Self.place(Self.left - 5), "y": y], tick.label)
    }
    for tick in xScale.ticks {
      let x = Self.place(x(tick.value))
      shapes += Markup(
        "line",
        ["class": "grid", "x1": x, "x2": x, "y1": Self.place(Self.top), "y2": Self.place(bottom)],
        nil)
      shapes += Markup(
        "text", ["class": "along", "x": x, "y": Self.place(bottom + 16)], tick.label)
    }
    return shapes
  }

  private func path(_ line: Line) -> Markup {
    let points = line.points.filter { $0.x.isFinite && $0.y.isFinite }
    let places = points.map { "\(Self.place(x($0.x))) \(Self.place(y($0.y)))" }
    let data = places.isEmpty ? "" : "M" + places.joined(separator: "L")
    return Markup("path", ["class": line.style, "d": data], nil)
  }

  private func shape(_ estimate: Estimate) -> Markup {
    let x = Self.place(x(estimate.point.x))
    var shapes = Markup("title", estimate.title)
    if let interval = estimate.interval {
      shapes += Markup(
        "line",
        [
          "class": "whisker", "x1": x, "x2": x, "y1": Self.place(y(interval.lowerBound)),
          "y2": Self.place(y(interval.upperBound)),
        ], nil)
    }
    shapes += Markup(
      "circle", ["class": "dot", "cx": x, "cy": Self.place(y(estimate.point.y)), "r": "3.5"], nil)
    return Markup("g", shapes)
  }
}

extension PlaneChart {
  /// Precision over recall of one detector, with those of the others behind it.
  ///
  /// - Parameters:
  ///   - name: The detector's name.
  ///   - curve: Its points.
  ///   - others: The curves of the other detectors.
  ///   - baseRate: The precision of random scores.
  /// - Returns: A chart from 0 to 1 both ways.
  static func precisionRecall(
    of name: String, curve: [Point], others: [[Point]], baseRate: Double?
  ) -> PlaneChart {
    let unit = ChartScale(linearOver: [0, 1])
    let chance = baseRate.map {
      Line(points: [.init(x: 0, y: $0), .init(x: 1, y: $0)], style: "ideal")
    }
    return PlaneChart(
      description: "Precision of \(name) from low recall to high", xScale: unit, yScale: unit,
      xTitle: "recall: share of anomalous rows found",
      yTitle: "precision: share of rows named that are anomalous",
      lines: others.map { Line(points: $0, style: "others") } + (chance.map { [$0] } ?? [])
        + [Line(points: curve, style: "curve")])
  }

  /// How often p-values of rows outside events were at most a level, over that level.
  ///
  /// - Parameters:
  ///   - name: The detector's name.
  ///   - levels: The promised probabilities and what share of rows outside events was at or below,
  ///     with its interval.
  /// - Returns: A chart of powers of ten, with the line on which promises are kept.
  static func reliability(
    of name: String,
    levels: [(promised: Double, observed: Double, interval: ClosedRange<Double>?)]
  ) -> PlaneChart {
    let floor = 1e-6
    let values = levels.flatMap { level in
      [level.promised, level.observed, level.interval?.lowerBound, level.interval?.upperBound]
        .compactMap { $0 }.filter { $0 > 0 }
    }
    let scale = ChartScale(logarithmicOver: values + [1], floor: floor)
    return PlaneChart(
      description: "Observed against promised p-values of \(name)", xScale: scale, yScale: scale,
      xTitle: "promised: p-value at most", yTitle: "observed: share of rows outside events",
      lines: [
        Line(
          points: [.init(x: scale.low, y: scale.low), .init(x: scale.high, y: scale.high)],
          style: "ideal"),
        Line(points: levels.map { .init(x: $0.promised, y: $0.observed) }, style: "curve"),
      ],
      estimates: levels.map { level in
        Estimate(
          point: .init(x: level.promised, y: level.observed), interval: level.interval,
          title: "promised \(ChartScale.label(level.promised)), observed "
            + ChartScale.label(level.observed))
      })
  }
}
