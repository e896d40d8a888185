internal import Saba

/// The rows of a ``DecompositionFigure``: a plot over the whole time, and something beside it.
struct FigureLayout {
  /// A row and its height.
  struct Row {
    var height: Double
    /// Draws it below some place.
    var draw: (Double) -> Markup
  }

  static let margin = 24.0
  static let heading = 74.0
  private static let plotWidth = 720.0
  private static let sideGap = 44.0
  private static let sideWidth = 232.0
  /// Two columns a pixel, for screens that have more of them than they say.
  private static let columnsPerUnit = 2.0
  /// What is shorter than this on the chart is not shaded.
  private static let leastGap = 2.0

  private let figure: DecompositionFigure
  private let axis: TimeAxis
  private let ticks: [TimeAxis.Tick]
  private let clock: LocalClockGrid
  private let remainder: [Double]
  private let band: ExpectedBand
  /// Half the width of the band, the same everywhere.
  private let halfBand: Double
  private let outliers: [Int]
  private let gaps: [Range<Int>]
  private let observedScale: ChartScale
  private let trendScale: ChartScale
  private let seasonScales: [ChartScale]
  private let remainderScale: ChartScale
  /// The left edge of the plots, which leaves room for the labels of values.
  private let left: Double

  init(figure: DecompositionFigure) {
    let parts = figure.decomposition
    let grid = figure.grid
    self.figure = figure
    axis = TimeAxis(from: grid.start, to: grid.time(at: grid.count))
    ticks = Self.ticks(on: axis, in: figure.zone)
    clock = LocalClockGrid(grid) { figure.zone.offset(at: $0) }
    remainder = parts.remainder
    band = parts.band()
    outliers = parts.weights.indices.filter {
      parts.weights[$0] == 0 && !parts.observed[$0].isNaN
    }
    let leastGap = Self.leastGap * Double(axis.length) / Self.plotWidth / Double(grid.interval)
    gaps = Self.runs(of: parts.observed).filter { Double($0.count) >= leastGap }
    observedScale = ChartScale(
      linearOver: parts.observed + parts.trend + band.lower + band.upper)
    trendScale = ChartScale(linearOver: parts.trend)
    seasonScales = parts.seasons.map { ChartScale(linearOver: $0.values + [0]) }
    halfBand = 0.5 * (band.upper[0] - band.lower[0])
    remainderScale = ChartScale(linearOver: remainder + [-halfBand, halfBand])
    let scales = [observedScale, trendScale, remainderScale] + seasonScales
    let longest = scales.flatMap(\.ticks).map(\.label.count).max() ?? 0
    left = Self.margin + 14 + 6.3 * Double(longest)
  }

  /// The width of the whole.
  var width: Double { sideX + Self.sideWidth + Self.margin }

  private var sideX: Double { left + Self.plotWidth + Self.sideGap }

  /// All rows, from top to bottom.
  var rows: [Row] {
    [observedRow, trendRow] + figure.decomposition.seasons.indices.map(seasonRow) + [remainderRow]
  }

  /// Text cut in the middle where it would be wider than the figure.
  func shortened(_ text: String, pixelsPerCharacter: Double) -> String {
    let most = Int((width - 2 * Self.margin) / pixelsPerCharacter)
    guard text.count > most else { return text }
    return "\(text.prefix(most / 2 - 1))…\(text.suffix(most / 2 - 1))"
  }

  // MARK: Rows

  private var observedRow: Row {
    row("Observed", note: "", height: 190, scale: observedScale) { frame in
      let limits = zip(band.lower, band.upper).enumerated().map {
        ChartSample(time: time($0), low: $1.0, high: $1.1)
      }
      return area(limits, in: frame, style: "band")
        + line(figure.decomposition.observed, in: frame, style: "observed")
        + line(figure.decomposition.trend, in: frame, style: "trend")
    } beside: { y, _ in
      legend(y)
    }
  }

  private var trendRow: Row {
    row(
      "Trend", note: Words.strength(figure.decomposition.trendStrength), height: 90,
      scale: trendScale
    ) { frame in
      line(figure.decomposition.trend, in: frame, style: "trend")
    } beside: { y, _ in
      note(
        [
          "The slow part, on a scale of its own.",
          "Strength: 0 where the remainder hides a part, 1 where there is no remainder.",
        ], y: y)
    }
  }

  private func seasonRow(_ index: Int) -> Row {
    let season = figure.decomposition.seasons[index]
    let length = figure.periods[index]
    let cycle = SeasonCycle(
      season, length: length, clock: clock,
      localStart: figure.grid.start + figure.zone.offset(at: figure.grid.start))
    let name = Words.season(ofSeconds: length)
    return row(
      name.prefix(1).uppercased() + name.dropFirst(),
      note: Words.strength(figure.decomposition.seasonalStrength(at: index)), height: 110,
      scale: seasonScales[index]
    ) { frame in
      line(season.values, in: frame, style: "season")
    } beside: { y, height in
      cyclePlot(cycle, y: y, height: height, scale: seasonScales[index])
    }
  }

  private var remainderRow: Row {
    row("Remainder", note: "", height: 110, scale: remainderScale) { frame in
      let (top, bottom) = (frame.y(halfBand), frame.y(-halfBand))
      let shape = Markup(
        "rect",
        [
          "class": "band", "x": place(frame.x), "width": place(frame.width), "y": place(top),
          "height": place(bottom - top),
        ], nil)
      return shape + line(remainder, in: frame, style: "remainder") + dots(remainder, in: frame)
    } beside: { y, _ in
      remainderNote(y)
    }
  }

  private func remainderNote(_ y: Double) -> Markup {
    let band =
      halfBand > 0
      ? "Band: where 99 of 100 would lie if nothing were unusual, ±\(ChartScale.label(halfBand))."
      : "Mostly nothing: at least half of the values are met exactly."
    var shapes = note(["What trend and seasons leave.", band], y: y)
    guard !outliers.isEmpty else { return shapes }
    let lineY = y + 73
    shapes += Markup(
      "path", ["class": "outlier", "d": "M\(place(sideX + 3)) \(place(lineY - 4))h0"], nil)
    shapes += Markup(
      "text", ["class": "note", "x": place(sideX + 12), "y": place(lineY)],
      "\(Words.count(outliers.count, "outlier")), without weight in the fit")
    return shapes
  }

  // MARK: Pieces

  private func row(
    _ name: String, note: String, height: Double, scale: ChartScale,
    shapes: @escaping (PlotFrame) -> Markup, beside: @escaping (Double, Double) -> Markup
  ) -> Row {
    let hasDates = ticks.contains { $0.date != nil }
    return Row(height: height + (hasDates ? 61 : 48)) { y in
      let frame = PlotFrame(
        x: left, y: y + 12, width: Self.plotWidth, height: height, axis: axis, scale: scale)
      let title =
        Markup("tspan", ["class": "name"], name)
        + Markup("tspan", ["class": "note", "dx": "8"], note)
      return Markup(
        "g",
        Markup("text", ["x": place(left), "y": place(y + 4)], title) + gapShapes(frame)
          + values(frame) + times(frame) + shapes(frame) + beside(frame.y, height))
    }
  }

  /// The rows of values, labelled, and the line at 0 where it is not the lowest.
  private func values(_ frame: PlotFrame, labelled: Bool = true) -> Markup {
    Markup(
      frame.scale.ticks.map { tick in
        let y = frame.y(tick.value)
        let isZero = tick.value == 0 && frame.scale.low < 0
        let shape = Markup(
          "line",
          [
            "class": isZero ? "zero" : "grid", "x1": place(frame.x),
            "x2": place(frame.x + frame.width), "y1": place(y), "y2": place(y),
          ], nil)
        guard labelled else { return shape }
        return shape
          + Markup(
            "text", ["class": "value", "x": place(frame.x - 7), "y": place(y + 4)], tick.label)
      })
  }

  private func times(_ frame: PlotFrame) -> Markup {
    let bottom = frame.y + frame.height
    return Markup(
      ticks.map { tick in
        let x = frame.x(Double(tick.time))
        var shapes = upright(x, frame, style: tick.isMidnight ? "day" : "grid")
        shapes += Markup(
          "text", ["class": "time", "x": place(x), "y": place(bottom + 15)], tick.label)
        if let date = tick.date {
          shapes += Markup("text", ["class": "time", "x": place(x), "y": place(bottom + 28)], date)
        }
        return shapes
      })
  }

  private func upright(_ x: Double, _ frame: PlotFrame, style: String) -> Markup {
    Markup(
      "line",
      [
        "class": style, "x1": place(x), "x2": place(x), "y1": place(frame.y),
        "y2": place(frame.y + frame.height),
      ], nil)
  }

  private func gapShapes(_ frame: PlotFrame) -> Markup {
    Markup(
      gaps.map { gap in
        let from = frame.x(Double(figure.grid.time(at: gap.lowerBound)))
        let to = frame.x(Double(figure.grid.time(at: gap.upperBound)))
        return Markup(
          "rect",
          [
            "class": "gap", "x": place(from), "width": place(to - from), "y": place(frame.y),
            "height": place(frame.height),
          ], nil)
      })
  }

  private func cyclePlot(
    _ cycle: SeasonCycle, y: Double, height: Double, scale: ChartScale
  ) -> Markup {
    let frame = PlotFrame(
      x: sideX, y: y, width: Self.sideWidth, height: height,
      axis: TimeAxis(from: 0, to: cycle.length), scale: scale)
    let interval = figure.grid.interval
    func columns(_ samples: [ChartSample]) -> PixelColumns {
      PixelColumns(
        samples, on: frame.axis, interval: interval,
        width: Int(Self.columnsPerUnit * Self.sideWidth))
    }
    var shapes = Markup(
      "text", ["class": "note", "x": place(sideX), "y": place(y - 8)],
      cycle.isSteady ? "One cycle, the same each time" : "One cycle: mean, and range of all")
    shapes += values(frame, labelled: false)
    for tick in cycle.ticks {
      let x = frame.x(Double(tick.time))
      if tick.isLine { shapes += upright(x, frame, style: "day") }
      shapes += Markup(
        "text", ["class": "time", "x": place(x), "y": place(y + height + 15)], tick.label)
    }
    shapes += Markup(
      "path", ["class": "range", "d": frame.area(columns(cycle.ranges), interval: interval)], nil)
    shapes += Markup(
      "path", ["class": "season cycle", "d": frame.line(columns(cycle.means))], nil)
    return shapes
  }

  private func legend(_ y: Double) -> Markup {
    typealias Entry = (style: String, isArea: Bool, words: String)
    var entries: [Entry] = [
      ("observed", false, "observed"), ("trend", false, "trend"),
      ("band", true, "expected for 99 of 100 values"),
    ]
    if !gaps.isEmpty { entries.append(("gap", true, "missing")) }
    return Markup(
      entries.enumerated().map { index, entry in
        let middle = y + 8 + 20 * Double(index)
        let swatch =
          entry.isArea
          ? Markup(
            "rect",
            [
              "class": entry.style, "x": place(sideX), "y": place(middle - 6), "width": "22",
              "height": "12",
            ], nil)
          : Markup(
            "path",
            [
              "class": entry.style,
              "d": "M\(place(sideX)) \(place(middle))h22",
            ], nil)
        return swatch
          + Markup(
            "text", ["class": "note", "x": place(sideX + 30), "y": place(middle + 4)], entry.words)
      })
  }

  /// Paragraphs, broken into lines that fit beside the plots.
  private func note(_ paragraphs: [String], y: Double) -> Markup {
    let charactersPerLine = 37
    var shapes = Markup()
    var y = y + 9
    for paragraph in paragraphs {
      var line = ""
      func end() {
        shapes += Markup("text", ["class": "note", "x": place(sideX), "y": place(y)], line)
        y += 16
      }
      for word in paragraph.split(separator: " ") {
        if !line.isEmpty, line.count + 1 + word.count > charactersPerLine {
          end()
          line = ""
        }
        line += line.isEmpty ? String(word) : " \(word)"
      }
      end()
      y += 5
    }
    return shapes
  }

  // MARK: Series

  private func columns(_ samples: some Sequence<ChartSample>) -> PixelColumns {
    PixelColumns(
      samples, on: axis, interval: figure.grid.interval,
      width: Int(Self.columnsPerUnit * Self.plotWidth))
  }

  private func line(_ values: [Double], in frame: PlotFrame, style: String) -> Markup {
    let samples = values.enumerated().map { ChartSample(time: time($0), value: $1) }
    return Markup("path", ["class": style, "d": frame.line(columns(samples))], nil)
  }

  private func area(_ samples: [ChartSample], in frame: PlotFrame, style: String) -> Markup {
    let path = frame.area(columns(samples), interval: figure.grid.interval)
    return Markup("path", ["class": style, "d": path], nil)
  }

  private func dots(_ values: [Double], in frame: PlotFrame) -> Markup {
    if outliers.isEmpty { return Markup() }
    let samples = outliers.map { ChartSample(time: time($0), value: values[$0]) }
    return Markup("path", ["class": "outlier", "d": frame.dots(columns(samples))], nil)
  }

  /// A point is drawn in the middle of its interval.
  private func time(_ index: Int) -> Double {
    Double(figure.grid.time(at: index)) + 0.5 * Double(figure.grid.interval)
  }

  private func place(_ value: Double) -> String { FixedPoint.coordinate(value) }

  /// Round times by the local clock.
  private static func ticks(on axis: TimeAxis, in zone: LocalZone) -> [TimeAxis.Tick] {
    let local = TimeAxis(
      from: axis.start + zone.offset(at: axis.start), to: axis.end + zone.offset(at: axis.end))
    return local.ticks.map { tick in
      var tick = tick
      tick.time -= zone.offset(at: tick.time - zone.offset(at: tick.time))
      return tick
    }
  }

  /// The stretches of missing values.
  private static func runs(of values: [Double]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in values.indices where values[index].isNaN {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }
}
