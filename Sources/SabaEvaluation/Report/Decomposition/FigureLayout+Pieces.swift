internal import Saba

extension FigureLayout {
  func row(
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
  func values(_ frame: PlotFrame, labelled: Bool = true) -> Markup {
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

  func times(_ frame: PlotFrame) -> Markup {
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

  func upright(_ x: Double, _ frame: PlotFrame, style: String) -> Markup {
    Markup(
      "line",
      [
        "class": style, "x1": place(x), "x2": place(x), "y1": place(frame.y),
        "y2": place(frame.y + frame.height),
      ], nil)
  }

  func gapShapes(_ frame: PlotFrame) -> Markup {
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

  func cyclePlot(
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

  func legend(_ y: Double) -> Markup {
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
  func note(_ paragraphs: [String], y: Double) -> Markup {
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

  func columns(_ samples: some Sequence<ChartSample>) -> PixelColumns {
    PixelColumns(
      samples, on: axis, interval: figure.grid.interval,
      width: Int(Self.columnsPerUnit * Self.plotWidth))
  }

  func line(_ values: [Double], in frame: PlotFrame, style: String) -> Markup {
    let samples = values.enumerated().map { ChartSample(time: time($0), value: $1) }
    return Markup("path", ["class": style, "d": frame.line(columns(samples))], nil)
  }

  func area(_ samples: [ChartSample], in frame: PlotFrame, style: String) -> Markup {
    let path = frame.area(columns(samples), interval: figure.grid.interval)
    return Markup("path", ["class": style, "d": path], nil)
  }

  func dots(_ values: [Double], in frame: PlotFrame) -> Markup {
    if outliers.isEmpty { return Markup() }
    let samples = outliers.map { ChartSample(time: time($0), value: values[$0]) }
    return Markup("path", ["class": "outlier", "d": frame.dots(columns(samples))], nil)
  }

  /// A point is drawn in the middle of its interval.
  func time(_ index: Int) -> Double {
    Double(figure.grid.time(at: index)) + 0.5 * Double(figure.grid.interval)
  }

  func place(_ value: Double) -> String { FixedPoint.coordinate(value) }
}
