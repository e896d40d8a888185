import Saba
import Testing

@testable import SabaEvaluation

@Suite struct EvaluationReportTests {
  static let hostile = #"</title><script>alert("1")</script>&'"#

  /// Two events on one host, of which one detector finds the first and the other the second.
  static var small: PicturedEntity {
    PicturedEntity(events: [(0, 100...119, [1]), (0, 400...409, [])])
  }

  static var report: EvaluationReport {
    small.report([
      NamedRun(
        name: "role",
        run: small.run(alerts: [[103..<120]], onlySensitive: [[250..<260]], blamed: 2)),
      NamedRun(name: "other", run: small.run(alerts: [[402..<405]])),
    ])
  }

  static func page(_ report: EvaluationReport) throws -> ParsedPage {
    try #require(ParsedPage(report.html()))
  }

  @Test func hostileNamesStayText() throws {
    var set = Self.small
    set.name += Self.hostile
    set.hosts[0] += Self.hostile
    set.metrics = set.metrics.map { $0 + Self.hostile }
    var report = set.report([
      NamedRun(name: "role" + Self.hostile, run: set.run(alerts: [[103..<120]], blamed: 2))
    ])
    report = EvaluationReport(
      result: EvaluationResult(
        dataset: Self.hostile, layout: "entities", detectors: report.result.detectors),
      pictures: report.pictures)
    let html = report.html()
    let page = try #require(ParsedPage(html))
    #expect(page.named("script").count == 1)
    #expect(!html.contains("<script>alert"))
    #expect(page.named("h2").contains { $0.text == "web" + Self.hostile })
    #expect(page.named("strong").contains { $0.text == "cpu" + Self.hostile })
    #expect(page.named("th").contains { $0.text == "role" + Self.hostile })
    #expect(page.named("td").contains { $0.text.hasPrefix("disk" + Self.hostile) })
  }

  @Test func nothingIsLoadedFromElsewhere() throws {
    let html = Self.report.html()
    let page = try #require(ParsedPage(html))
    for element in page.elements {
      #expect(!["link", "img", "iframe", "object", "image", "use"].contains(element.name))
      #expect(element.attributes["src"] == nil)
      if let target = element.attributes["href"] { #expect(target.hasPrefix("#")) }
    }
    // The name of XHTML itself.
    #expect(html.split(separator: "http", omittingEmptySubsequences: false).count == 3)
    #expect(html.contains("http-equiv") && html.contains("http://www.w3.org/1999/xhtml"))
  }

  @Test func theHeadlineSaysWhatWasFoundAndWhereItStands() throws {
    let page = try Self.page(Self.report)
    #expect(
      page.named("h1").first?.text
        == "The detector role found 1 of 2 events at \"normal\", with 0.000 false alerts per host-day (promised: 0.033)."
    )
    #expect(
      page.named("p").contains { $0.text.contains("By VUS-PR, the first figure to look at, it is") }
    )
  }

  @Test func whoCouldNotJudgeIsSaidAtOnce() throws {
    let entity = Self.small.entity
    let scores = ["too short", nil].map { reason in
      EntityScore(
        of: reason == nil ? Self.small.run() : .silent(on: entity), on: entity, unjudged: reason)
    }
    func paragraphs(_ first: [EntityScore]) throws -> [String] {
      let result = EvaluationResult(
        dataset: "set", layout: "entities",
        detectors: [
          DetectorResult(name: "role", scores: first, first: nil),
          DetectorResult(
            name: "other", scores: first.map { _ in scores[1] }, first: first),
        ])
      let page = try Self.page(EvaluationReport(result: result, pictures: []))
      return page.named("h1").map(\.text) + page.named("p").map(\.text)
    }
    let none = try paragraphs([scores[0]])
    #expect(none[0] == "The detector role could not judge set.")
    #expect(none.contains { $0.contains("role could not judge 1 of 1 entities; web: too short.") })
    let some = try paragraphs([scores[1], scores[0]])
    #expect(!some[0].contains("could not judge"))
    #expect(some.contains { $0.contains("role could not judge 1 of 2 entities") })
  }

  @Test func whyAnEntityWasNotJudgedIsAboveItsTable() throws {
    var report = Self.report
    var detectors = report.result.detectors
    detectors[1].entities[0].unjudged = "too short"
    report = EvaluationReport(
      result: EvaluationResult(dataset: "set", layout: "entities", detectors: detectors),
      pictures: report.pictures)
    let page = try Self.page(report)
    #expect(page.named("p").contains { $0.text.hasSuffix(" other could not judge it: too short.") })
    #expect(page.named("th").contains { $0.text == "other (could not judge)" })
  }

  @Test func probabilitiesOfNoRowAreNotDrawn() throws {
    // Every row lies within an hour of the event.
    let set = PicturedEntity(events: [(0, 0...590, [])])
    var run = set.run()
    run.pValues = run.scores.map { _ in 0.5 }
    let page = try Self.page(set.report([NamedRun(name: "role", run: run)]))
    #expect(!page.named("h2").contains { $0.text.contains("probabilities") })
  }

  @Test func figuresHaveTheirIntervalsAndTheBestIsBold() throws {
    let small = Self.small
    let run = small.run(alerts: [[103..<120]])
    let names = ["role", "other"]
    let scores = [0.0, 1].map { shift in
      (1...4).map { seed in
        var set = Self.small
        set.seed = UInt64(seed)
        var run = run
        // The better, the higher the scores of the events are.
        run.scores = zip(set.run().scores, set.entity.labels).map { $0 + ($1 ? 0.4 + shift : 0) }
        return EntityScore(of: run, on: set.entity)
      }
    }
    let result = EvaluationResult(
      dataset: "set", layout: "entities",
      detectors: zip(names, scores).map { name, entities in
        DetectorResult(
          name: name, scores: entities, first: name == "role" ? nil : scores[0])
      })
    let page = try Self.page(EvaluationReport(result: result, pictures: []))
    #expect(
      page.named("th").map(\.text).prefix(4) == [
        "Detector", "VUS-PR", "VUS-PR less role's", "AUC-PR",
      ])
    let interval = try #require(result.detectors[1].intervals["vusPR"])
    let text =
      FixedPoint.text(interval.low, digits: 3) + " to " + FixedPoint.text(interval.high, digits: 3)
    let value = FixedPoint.text(try #require(result.detectors[1].mean.vusPR), digits: 3)
    #expect(page.ofClass("best").map(\.text).contains(value + text))
    let worse = FixedPoint.text(try #require(result.detectors[0].mean.vusPR), digits: 3)
    #expect(!page.ofClass("best").contains { $0.text.hasPrefix(worse) })
    #expect(page.named("p").contains { $0.text.contains("it is number 2 of 2") })
    #expect(page.named("small").contains { $0.text.hasSuffix("×, too few days to tell") })
  }

  @Test func everyLinkLeadsSomewhere() throws {
    let page = try Self.page(Self.report)
    let places = Set(page.elements.compactMap { $0.attributes["id"] })
    for link in page.named("a") {
      let target = try #require(link.attributes["href"])
      #expect(places.contains(String(target.dropFirst())), "\(target)")
    }
    #expect(page.ofClass("entity").map { $0.attributes["id"] } == ["entity-1"])
  }

  @Test func chartsAndTablesSpeakToScreenReaders() throws {
    let page = try Self.page(Self.report)
    let charts = page.ofClass("chart") + page.ofClass("plane")
    // The score, the other detector's lane, three metrics and two curves.
    #expect(charts.count == 7)
    #expect(charts.allSatisfy { $0.attributes["role"] == "img" })
    #expect(charts.allSatisfy { $0.attributes["aria-label"]?.isEmpty == false })
    #expect(page.named("th").allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    #expect(page.named("button").allSatisfy { !$0.text.isEmpty })
    #expect(page.ofClass("chart").filter { $0.attributes["tabindex"] == "0" }.count == 4)
  }

  @Test func eventsSayWhoFoundThemAndWhoWasBlamed() throws {
    let picture = try #require(Self.report.pictures.first)
    #expect(
      picture.events.map { $0.finders.map { $0?.leastSensitive } } == [
        [.insensitive, nil], [nil, .insensitive],
      ])
    #expect(picture.events.map(\.named) == [["memory"], []])
    #expect(
      picture.events.map { $0.blamed.first } == [
        .init(metric: "disk", share: 0.8), .init(metric: "disk", share: 0.8),
      ])
    #expect(picture.alerts.map(\.events) == [[1], []])
    #expect(picture.alerts.map(\.sensitivity) == [.insensitive, .sensitive])
    let start = PicturedEntity.start
    #expect(
      picture.events.map(\.range) == [
        start + 100 * 300..<start + 120 * 300, start + 400 * 300..<start + 410 * 300,
      ])
    #expect(picture.alerts[0].range == start + 103 * 300..<start + 120 * 300)
    let cells = try Self.page(Self.report).named("td").map(\.text)
    #expect(cells.contains("at every sensitivity"))
    #expect(cells.contains("none, false alert"))
  }

  @Test func disputedEventsAreListedWithTheirFinders() throws {
    let page = try Self.page(Self.report)
    let rows = page.named("tr").filter { $0.text.hasPrefix("web\u{A0}E") }.map(\.text)
    #expect(
      rows == [
        "web\u{A0}E119\u{A0}Jan\u{A0}08:20●●●○○○", "web\u{A0}E220\u{A0}Jan\u{A0}09:20○○○●●●",
      ])
  }

  @Test func theWorstMetricsComeFirstAndMarksNameThem() throws {
    let host = try #require(Self.report.pictures.first?.hosts.first)
    #expect(host.metrics.map(\.figureName) == ["disk", "cpu", "memory"])
    let disk = try #require(ParsedPage(host.metrics[0].chart.source))
    #expect(disk.ofClass("label").map(\.text) == ["1st", "1st"])
    // A path for each colour.
    #expect(disk.ofClass("mark").count == 3)
    #expect(disk.ofClass("warning").first?.attributes["d"]?.count { $0 == "M" } == 2)
    #expect(disk.ofClass("faint").isEmpty)
    let memory = try #require(ParsedPage(host.metrics[2].chart.source))
    #expect(memory.ofClass("named").count == 1)
    #expect(memory.ofClass("label").map(\.text).contains("★"))
  }

  @Test func aMetricWithoutBlameStandsBack() throws {
    var set = Self.small
    set.metrics = (0..<12).map { "m\($0)" }
    let run = set.run(alerts: [[103..<120]], blamed: 11)
    let picture = EntityPicture(of: set.entity, runs: [NamedRun(name: "role", run: run)])
    #expect(picture.hosts[0].metrics.count == 8)
    #expect(picture.hosts[0].metrics[0].figureName == "m11")
    #expect(picture.hosts[0].strips.map(\.figureName) == ["m7", "m8", "m9", "m10"])
    let last = try #require(ParsedPage(picture.hosts[0].metrics[7].chart.source))
    #expect(last.ofClass("mark").count == 3 && last.ofClass("faint").count == 3)
  }

  @Test func daysAreCountedWhereThereIsNoClock() throws {
    var set = Self.small
    set.hasClock = false
    let page = try Self.page(
      set.report([NamedRun(name: "role", run: set.run(alerts: [[103..<120]]))]))
    #expect(page.named("td").contains { $0.text == "day\u{A0}3\u{A0}08:20" })
    #expect(page.ofClass("time").contains { $0.text == "day 4" })
    #expect(page.ofClass("chart").allSatisfy { $0.attributes["data-clock"] == "dayCount" })
  }

  @Test func everyHostHasItsCharts() throws {
    let set = PicturedEntity(
      hosts: ["a", "b"], events: [(1, 100...119, [])], gap: 300..<340)
    let run = set.run(alerts: [[], [101..<110]], blamed: 0)
    let picture = EntityPicture(of: set.entity, runs: [NamedRun(name: "role", run: run)])
    #expect(picture.hosts.map(\.name) == ["a", "b"])
    #expect(picture.events.map(\.host) == ["b"])
    #expect(picture.events[0].finders[0]?.normal == true)
    let charts = try picture.hosts.map { try #require(ParsedPage($0.score.chart.source)) }
    #expect(charts.map { $0.ofClass("event").count } == [0, 1])
    // A line in two parts, and as many codes for nothing as there are rows in the gap.
    let path = try #require(charts[1].ofClass("score").first)
    #expect(path.attributes["d"]?.count { $0 == "M" } == 2)
    let codes = DrawnSeries.codes(try #require(path.attributes["data-high"]))
    #expect(codes.indices.filter { codes[$0] == SampleCode.missing } == Array(300..<340))
  }

  @Test func detectorsThatSayLittleAreShownToo() throws {
    let set = Self.small
    let rows = set.entity.labels.count
    let silent = DetectorRun.silent(on: set.entity)
    var wild = set.run()
    wild.scores = (0..<rows).map { $0 == 7 ? .infinity : $0 == 8 ? -.infinity : -Double($0) }
    for runs in [
      [("silent", silent), ("wild", wild)], [("wild", wild), ("silent", silent)],
    ] {
      let html = set.report(runs.map { NamedRun(name: $0, run: $1) }).html()
      #expect(ParsedPage(html) != nil)
      #expect(!html.contains("nan\"") && !html.contains("inf\""))
    }
  }

  @Test func thresholdsThatMovedAreSaidTo() {
    let set = Self.small
    var run = set.run(alerts: [[103..<120]])
    func note() -> String {
      EntityPicture(of: set.entity, runs: [NamedRun(name: "role", run: run)])
        .hosts[0].score.figureNote
    }
    #expect(note() == "by role; its thresholds moved, the last are drawn")
    for row in 100..<120 { run.scores[row] = 30 }
    #expect(note() == "by role")
  }

  @Test func scoresOfManySizesAreDrawnByFactors() throws {
    let set = PicturedEntity()
    func scale(_ score: (Int) -> Double) throws -> String? {
      let run = set.run(scores: (0..<set.rowCount).map(score))
      let host = EntityPicture(of: set.entity, runs: [NamedRun(name: "role", run: run)]).hosts[0]
      let chart = try #require(ParsedPage(host.score.chart.source)?.ofClass("chart").first)
      return chart.attributes["data-scale"]
    }
    #expect(try scale { $0 == 9 ? 1000 : 1 } == "logarithmic")
    #expect(try scale { $0 == 9 ? 1000 : Double($0 % 3) } == "logarithmic")
    #expect(try scale { $0 == 9 ? 10 : 1 } == "linear")
    #expect(try scale { $0 == 9 ? 1000 : -1 } == "linear")
    #expect(try scale { _ in .nan } == "linear")
  }

  @Test func aQuietEntityAndAnEmptySetHaveAPage() throws {
    let quiet = PicturedEntity()
    let page = try Self.page(quiet.report([NamedRun(name: "role", run: quiet.run(alerts: [[]]))]))
    #expect(page.named("h1").first?.text.contains("no event to find") == true)
    let empty = EvaluationReport(
      result: EvaluationResult(dataset: "set", layout: "entities", detectors: []), pictures: [])
    #expect(try Self.page(empty).named("h1").first?.text == "No detector was run.")
  }

  @Test func theSameReportIsTheSamePage() {
    #expect(Self.report.html() == Self.report.html())
  }
}
