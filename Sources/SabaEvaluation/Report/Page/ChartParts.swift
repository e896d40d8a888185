/// What pages of several kinds are made of.
extension PageTemplate {
  /// A chart with its caption; of ``ChartFigure``.
  static let figurePart: StaticString = """
    <figure class="{{figureStyle}}"><figcaption><strong>{{figureName}}</strong> {{figureNote}}</figcaption>{{{chart}}}</figure>

    """

  /// What lines and colours mean; of a list ``LegendEntry``.
  static let legendPart: StaticString = """
    <ul class="legend">{{#legend}}<li>{{{swatch}}}{{legendText}}</li>{{/legend}}</ul>

    """

  /// Buttons for the zoom, which the script brings to life, and what keys there are.
  static let toolsPart: StaticString = """
    <div class="tools" role="group" aria-label="Zoom"><button type="button" data-act="in" aria-label="Zoom in">+</button><button type="button" data-act="out" aria-label="Zoom out">−</button><button type="button" data-act="earlier" aria-label="Earlier">←</button><button type="button" data-act="later" aria-label="Later">→</button><button type="button" data-act="whole">Whole time</button><span class="hint">Drag across a chart to zoom, double-click for the whole time. On a chart with the focus: + − ← → 0, and Shift with ← → reads value by value.</span><span role="status" class="status"></span></div>

    """
}

/// A chart with its caption.
struct ChartFigure: Sendable {
  /// The class for the style sheet.
  var figureStyle: String
  /// What it shows.
  var figureName: String
  /// What else there is to say, after the name.
  var figureNote = ""
  /// The drawing.
  var chart: Markup

  /// Puts a chart of time in its frame.
  init(_ name: String, note: String = "", style: String, chart: Markup) {
    figureStyle = style
    figureName = name
    figureNote = note
    self.chart = chart
  }
}

/// What a line or a colour means.
struct LegendEntry: Sendable {
  /// A sample of it.
  var swatch: Markup
  /// Its meaning.
  var legendText: String

  /// A filled area of a class of the style sheet.
  static func area(_ style: String, _ text: String) -> LegendEntry {
    LegendEntry(swatch: Swatch.area(style), legendText: text)
  }

  /// A line of a class of the style sheet.
  static func line(_ style: String, _ text: String) -> LegendEntry {
    LegendEntry(swatch: Swatch.line(style), legendText: text)
  }
}

/// Small samples of lines and colours.
enum Swatch {
  static func area(_ style: String) -> Markup {
    drawing(Markup("rect", ["class": style, "width": "18", "height": "12"], nil))
  }

  static func line(_ style: String) -> Markup {
    drawing(Markup("line", ["class": style, "x2": "18", "y1": "6", "y2": "6"], nil))
  }

  private static func drawing(_ shape: Markup) -> Markup {
    Markup(
      "svg", ["class": "swatch", "aria-hidden": "true", "width": "18", "height": "12"], shape)
  }
}
