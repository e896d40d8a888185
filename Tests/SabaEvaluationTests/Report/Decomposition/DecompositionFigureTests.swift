import Saba
import Testing

@testable import SabaEvaluation

@Suite struct DecompositionFigureTests {
  static let start = 1_768_780_800

  /// A figure of parts that are made up: a trend, a daily and a weekly season, and a remainder.
  static func figure(
    metric: String = "cpu", count: Int = 28 * 288, interval: Int = 300, scale: Double = 1,
    weights: [Int: Double] = [:], remainder: (Int) -> Double = { 0.01 * Double($0 * 7 % 11 - 5) }
  ) -> DecompositionFigure {
    let indices = 0..<count
    let day = 86_400 / interval
    let trend = indices.map { scale * (10 + Double($0) / Double(count)) }
    let daily = indices.map { scale * Double($0 % day) / Double(day) }
    let weekly = indices.map { scale * ($0 / day % 7 < 5 ? 0.2 : -0.5) }
    let observed = indices.map { trend[$0] + daily[$0] + weekly[$0] + scale * remainder($0) }
    return DecompositionFigure(
      metric: metric, host: "web01",
      grid: TimeGrid(start: start, interval: interval, count: count),
      decomposition: Decomposition(
        observed: observed, trend: trend,
        seasons: [
          .init(period: day, values: daily), .init(period: 7 * day, values: weekly),
        ],
        weights: indices.map { observed[$0].isNaN ? 0 : weights[$0] ?? 1 }),
      periods: [86_400, 604_800])
  }

  static func page(_ figure: DecompositionFigure) throws -> ParsedPage {
    try #require(ParsedPage(figure.svg()))
  }

  /// The heights that a path goes through.
  static func heights(_ path: String?) -> [Double] {
    (path ?? "").split { "MLZ".contains($0) }.compactMap { point in
      point.split { " h".contains($0) }.dropFirst().first.flatMap { Double($0) }
    }
  }

  @Test("All panels are there, named, with strengths, dates and values")
  func panels() throws {
    let page = try Self.page(Self.figure())
    #expect(
      page.ofClass("name").map(\.text)
        == ["Observed", "Trend", "Daily season", "Weekly season", "Remainder"])
    #expect(page.ofClass("remainder").count == 1)
    // With those in the legend; the trend is drawn over the observations, and by itself.
    #expect(page.ofClass("observed").count == 2)
    #expect(page.ofClass("trend").count == 3)
    #expect(page.ofClass("season").count == 4)
    #expect(page.ofClass("cycle").count == 2)
    #expect(page.ofClass("headline").map(\.text) == ["cpu of web01"])
    let subtitle = try #require(page.ofClass("subtitle").first?.text)
    #expect(subtitle == "19 Jan 2026 00:00 – 15 Feb 2026 23:55, UTC · 8064 points every 5 min")
    let texts = page.named("text").map(\.text)
    for label in ["26 Jan", "Sun", "18:00", "observed"] { #expect(texts.contains(label)) }
    #expect(texts.contains { $0.hasPrefix("Daily season") && $0.contains("strong") })
    #expect(page.named("svg").first?.attributes["xmlns"] == "http://www.w3.org/2000/svg")
    #expect(page.named("script").isEmpty && page.named("image").isEmpty)
  }

  @Test("No spike is hidden, and the file stays small", arguments: [500, 40_320])
  func spikes(count: Int) throws {
    let figure = Self.figure(count: count, interval: 1800) { index in
      index == count / 3 ? 1000 : index == count / 2 ? -1000 : 0.001 * Double(index % 7)
    }
    let page = try Self.page(figure)
    let grid = Set(
      (page.ofClass("grid") + page.ofClass("zero")).filter {
        $0.attributes["y1"] == $0.attributes["y2"]
      }.compactMap { $0.attributes["y1"] })
    let remainder = Self.heights(page.ofClass("remainder").first?.attributes["d"])
    let (top, bottom) = (try #require(remainder.min()), try #require(remainder.max()))
    // The scale ends at the spikes.
    #expect(grid.contains(FixedPoint.coordinate(top)))
    #expect(grid.contains(FixedPoint.coordinate(bottom)))
    #expect(bottom - top == 110)
    let observed = Self.heights(page.ofClass("observed").first?.attributes["d"])
    let range = (observed.max() ?? 0) - (observed.min() ?? 0)
    // 2000 on a scale from -1000 to 1500, of 190 pixels.
    #expect(abs(range - 190 * 2000 / 2500) < 2)
    #expect(figure.svg().utf8.count < 400_000)
  }

  @Test("What has no weight is marked and counted; what is missing is not")
  func outliers() throws {
    let plain = try Self.page(Self.figure())
    #expect(plain.ofClass("outlier").isEmpty)
    let figure = Self.figure(weights: [100: 0, 5000: 0, 6000: 0.05]) {
      (2000..<2600).contains($0) ? .nan : 0.01 * Double($0 * 7 % 11 - 5)
    }
    let page = try Self.page(figure)
    let dots = page.ofClass("outlier").compactMap { $0.attributes["d"] }
    #expect(dots.map { $0.count { $0 == "M" } } == [2, 1])
    #expect(page.named("text").contains { $0.text.hasPrefix("2 outliers") })
    #expect(page.ofClass("subtitle").first?.text.hasSuffix("600 of them missing") == true)
    // Shaded in all five panels and told in the legend.
    #expect(page.ofClass("gap").count == 6)
    // The gap breaks the line.
    #expect(page.ofClass("observed").first?.attributes["d"]?.count { $0 == "M" } == 2)
  }

  @Test("Names stay text, and fit", arguments: [1, 30])
  func names(repeated: Int) throws {
    let hostile = String(repeating: #"</title><script>&'""#, count: repeated)
    let page = try Self.page(Self.figure(metric: hostile))
    #expect(page.named("script").isEmpty)
    #expect(page.named("title").first?.text == hostile + " of web01")
    let headline = try #require(page.ofClass("headline").first?.text)
    #expect(headline.count < 110)
    #expect(headline.hasPrefix("</title>") && headline.hasSuffix("of web01"))
  }

  @Test(
    "Labels of values have room whatever their size",
    arguments: [1, 1e-9, 1e9, 1e-300, 1e200, 123_456_789])
  func sizes(scale: Double) throws {
    let page = try Self.page(Self.figure(scale: scale))
    for label in page.ofClass("value") {
      let right = try #require(label.attributes["x"].flatMap(Double.init))
      #expect(right - 6.5 * Double(label.text.count) > 0, "\(label.text)")
    }
    for path in page.named("path") {
      #expect(path.attributes["d"]?.contains("nan") == false)
      #expect(path.attributes["d"]?.contains("inf") == false)
    }
  }

  @Test("Constant, short and all but missing series can be drawn")
  func degenerate() throws {
    let constant = Decomposition(
      observed: [7, 7, 7, 7], trend: [7, 7, 7, 7],
      seasons: [.init(period: 2, values: [0, 0, 0, 0])], weights: [1, 1, 1, 1])
    let almostMissing = Decomposition(
      observed: [.nan, 7, .nan, .nan], trend: [7, 7, 7, 7],
      seasons: [.init(period: 2, values: [0, 0, 0, 0])], weights: [0, 1, 0, 0])
    for parts in [constant, almostMissing] {
      let figure = DecompositionFigure(
        metric: "m", host: "h", grid: TimeGrid(start: Self.start, interval: 60, count: 4),
        decomposition: parts, periods: [120])
      let page = try Self.page(figure)
      #expect(page.ofClass("name").map(\.text).contains("Season of 2 min"))
      #expect(page.named("text").contains { $0.text == "One cycle, the same each time" })
    }
  }

  @Test("Times are those of the zone's clock, midnights too")
  func zones() throws {
    let parts = Self.figure(count: 96, interval: 1800).decomposition
    let figure = DecompositionFigure(
      metric: "m", host: "h", grid: TimeGrid(start: Self.start, interval: 1800, count: 96),
      decomposition: parts, periods: [86_400, 604_800],
      zone: try LocalZone(identifier: "Asia/Tokyo"))
    let page = try Self.page(figure)
    #expect(
      page.ofClass("subtitle").first?.text
        == "19 Jan 2026 09:00 – 21 Jan 2026 08:30, Asia/Tokyo · 96 points every 30 min")
    // Midnight in Tokyo is 15:00 UTC: 15 of 48 hours from the left edge.
    let plot = try #require(
      page.ofClass("grid").first { $0.attributes["y1"] == $0.attributes["y2"] })
    let left = try #require(plot.attributes["x1"].flatMap(Double.init))
    let right = try #require(plot.attributes["x2"].flatMap(Double.init))
    let midnight = page.ofClass("time").first { $0.text == "20 Jan" }
    let x = try #require(midnight?.attributes["x"].flatMap(Double.init))
    #expect(abs(x - (left + (right - left) * 15 / 48)) < 0.1)
  }
}
