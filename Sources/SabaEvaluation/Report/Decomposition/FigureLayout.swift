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
  static let plotWidth = 720.0
  static let sideGap = 44.0
  static let sideWidth = 232.0
  /// Two columns a pixel, for screens that have more of them than they say.
  static let columnsPerUnit = 2.0
  /// What is shorter than this on the chart is not shaded.
  static let leastGap = 2.0

  let figure: DecompositionFigure
  let axis: TimeAxis
  let ticks: [TimeAxis.Tick]
  let clock: LocalClockGrid
  let remainder: [Double]
  let band: ExpectedBand
  /// Half the width of the band, the same everywhere.
  let halfBand: Double
  let outliers: [Int]
  let gaps: [Range<Int>]
  let observedScale: ChartScale
  let trendScale: ChartScale
  let seasonScales: [ChartScale]
  let remainderScale: ChartScale
  /// The left edge of the plots, which leaves room for the labels of values.
  let left: Double

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

  var sideX: Double { left + Self.plotWidth + Self.sideGap }

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
