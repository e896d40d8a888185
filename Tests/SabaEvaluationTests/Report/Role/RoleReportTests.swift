import SabaTestSupport
import Testing

@testable import Saba
@testable import SabaEvaluation

@Suite struct RoleReportTests {
  static let hostile = #"</title><script>alert("1")</script>&'"#
  static let start = 1_768_780_800

  /// A small model whose metrics have names that try to break the page.
  static let model: Result<RoleModel, TrainingError> = {
    let history = SyntheticRole.history(hosts: 1, days: 5, interval: 900)
    let metrics = history.metrics.map { $0 + hostile }
    let frames = history.frames.map {
      MetricFrame(
        host: $0.host, metrics: metrics, start: $0.start, interval: $0.interval, values: $0.values)
    }
    return Result { () throws(TrainingError) in
      try RoleModel.train(
        history: RoleHistory(metrics: metrics, interval: 900, frames: frames))
    }
  }()

  /// Some hours of two hosts; on each the first metric is beside itself for a while.
  static func report(
    title: String = hostile, hours: Int = 24, spikes: [Range<Int>] = [20..<30, 60..<64],
    incidents: [Incident] = []
  ) throws -> RoleReport {
    let model = try model.get()
    var monitor = RoleMonitor(model: model)
    var recorder = AlertRecorder()
    var verdicts: [Verdict] = []
    for row in 0..<hours * 4 {
      for host in ["a", "b" + hostile] {
        var values = SyntheticRole.levels
        // Nothing stands still.
        for j in values.indices { values[j] += 1e-6 * Double(row % 2) * SyntheticRole.scales[j] }
        if spikes.contains(where: { $0.contains(row) }) { values[0] += 900 }
        if row % 50 == 49 { values = values.map { _ in .nan } }
        let verdict = monitor.judge(
          Observation(host: host, time: start + 900 * row, values: values))
        recorder.record(verdict)
        verdicts.append(verdict)
      }
    }
    return RoleReport(
      title: title, model: model, verdicts: verdicts,
      alerts: recorder.closed + recorder.stillOpen, incidents: incidents)
  }

  static func incident(_ kind: Incident.Kind, host: String, rows: Range<Int>) -> Incident {
    Incident(
      kind: kind, hosts: [host], start: start + 900 * rows.lowerBound,
      end: start + 900 * rows.upperBound)
  }

  static func page(_ report: RoleReport) throws -> ParsedPage {
    try #require(ParsedPage(report.html()))
  }

  @Test func hostileNamesStayText() throws {
    let incidents = [Self.incident(.slowHost, host: "b" + Self.hostile, rows: 20..<30)]
    let report = try Self.report(incidents: incidents)
    let html = report.html()
    let page = try #require(ParsedPage(html))
    #expect(page.named("script").count == 1)
    #expect(!html.contains("<script>alert"))
    #expect(page.named("title").first?.text.hasPrefix(Self.hostile) == true)
    #expect(page.named("strong").contains { $0.text == "b" + Self.hostile })
    #expect(page.named("td").contains { $0.text.contains("cpu" + Self.hostile) })
  }

  @Test func nothingIsLoadedFromElsewhere() throws {
    let page = try Self.page(Self.report())
    for element in page.elements {
      #expect(!["link", "img", "iframe", "object", "image", "use"].contains(element.name))
      #expect(element.attributes["src"] == nil)
      if let target = element.attributes["href"] { #expect(target.hasPrefix("#")) }
    }
    #expect(
      page.named("style").allSatisfy { !$0.text.contains("url(") && !$0.text.contains("@import") })
  }

  @Test func everyAlertAppears() throws {
    let report = try Self.report()
    let page = try Self.page(report)
    #expect(report.alerts.count == 4)
    #expect(page.named("h1").first?.text == "In 1 day on 2 hosts Saba raised 4 alerts.")
    let rows = page.named("tr").dropFirst()
    #expect(rows.count == 4)
    for (row, entry) in zip(rows, report.alerts) {
      #expect(row.text.hasPrefix("\(entry.number)\(CalendarTime(entry.alert.openedAt).dayAndTime)"))
      #expect(row.text.contains(entry.alert.host))
      #expect(row.text.contains(entry.reason))
      #expect(page.named("article").contains { $0.attributes["id"] == "alert-\(entry.number)" })
      let title = "Alert \(entry.number), critical"
      // On the chart of its host's score, and on its own.
      #expect(page.named("title").count { $0.text.hasPrefix(title) } >= 2)
    }
  }

  @Test func chartsAndTableSpeakToScreenReaders() throws {
    let page = try Self.page(Self.report())
    let charts = page.ofClass("chart")
    #expect(charts.count >= 6)
    #expect(charts.allSatisfy { $0.attributes["role"] == "img" })
    #expect(charts.allSatisfy { $0.attributes["aria-label"]?.isEmpty == false })
    #expect(page.named("th").allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    #expect(page.named("html").first?.attributes["lang"] == "en")
  }

  @Test func thresholdsAreLabelledOnEveryScoreChart() throws {
    let labels = try Self.page(Self.report()).ofClass("level").map(\.text)
    #expect(
      labels.sorted() == [
        "insensitive", "insensitive", "normal", "normal", "sensitive", "sensitive",
      ])
  }

  @Test func alertsAreMatchedWithIncidentsOfTheirHost() throws {
    let seen = Self.incident(.runawayProcess, host: "a", rows: 20..<30)
    let missed = Self.incident(.trafficLoss, host: "a", rows: 52..<58)
    let report = try Self.report(incidents: [missed, seen])
    #expect(report.alerts.map { $0.incidents } == [[seen], [], [], []])
    #expect(report.missedIncidents == [missed])
    let page = try Self.page(report)
    #expect(page.named("td").count { $0.text == seen.description } == 1)
    #expect(page.named("td").count { $0.text == "none" } == 3)
    #expect(page.named("li").contains { $0.text.hasSuffix(missed.description) })
    let sentence = "of 2 labelled incidents, 1 raised an alert; 3 alerts had no labelled incident."
    #expect(page.named("p").contains { $0.text.hasSuffix(sentence) })
    // In the legends, on the host's score chart, and on the charts around its two alerts.
    #expect(page.ofClass("incident").count >= 6)
  }

  @Test func theSamplesThatLedToAnAlertCountForItsIncident() throws {
    // Over before the third sample raised the alert.
    let brief = Self.incident(.runawayProcess, host: "a", rows: 20..<21)
    let report = try Self.report(incidents: [brief])
    let first = try #require(report.alerts.first { $0.alert.host == "a" })
    #expect(first.alert.openedAt >= brief.end)
    #expect(first.incidents == [brief])
  }

  @Test func anAlertStillOpenReachesTheEnd() throws {
    let report = try Self.report(hours: 8, spikes: [20..<32])
    #expect(report.alerts.map(\.length) == ["still open", "still open"])
    #expect(report.alerts.allSatisfy { $0.range.upperBound == report.axis?.end })
    #expect(ParsedPage(report.html()) != nil)
  }

  @Test func aSpikeInALongSeriesIsDrawn() throws {
    let model = try Self.model.get()
    let verdicts = (0..<20_000).map { row in
      Verdict(
        host: "a", time: Self.start + 900 * row, status: .ok, score: row == 12_345 ? 777 : 1,
        pValue: 1, grade: 0, contributions: [], reason: nil)
    }
    let report = RoleReport(title: "", model: model, verdicts: verdicts, alerts: [])
    #expect(report.html().utf8.count < 120_000)
    let path = try #require(Self.page(report).ofClass("score").last)
    let codes = DrawnSeries.codes(try #require(path.attributes["data-high"]))
    #expect(codes.count == 20_000)
    let top = try #require(codes.max())
    #expect(codes.indices.filter { codes[$0] == top } == [12_345])
    let heights = DrawnSeries.points(try #require(path.attributes["d"])).map(\.y)
    #expect(heights.count > 2)
    let highest = try #require(heights.min())
    #expect(heights.count { $0 == highest } == 1)
    #expect(highest < 40)
  }

  @Test func aQuietTimeIsShownWithoutAlerts() throws {
    let page = try Self.page(Self.report(spikes: []))
    #expect(page.named("h1").first?.text == "In 1 day on 2 hosts Saba raised no alerts.")
    #expect(page.named("table").isEmpty)
    #expect(page.named("article").isEmpty)
    #expect(page.ofClass("chart").count == 2)
  }

  @Test func nothingJudgedIsSaid() throws {
    let model = try Self.model.get()
    let page = try Self.page(RoleReport(title: "web", model: model, verdicts: [], alerts: []))
    #expect(page.named("h1").first?.text == "There was nothing to judge.")
    #expect(page.ofClass("chart").isEmpty)
  }

  @Test(arguments: [1, 7])
  func unknownSamplesLeaveAnEmptyChart(count: Int) throws {
    let model = try Self.model.get()
    var monitor = RoleMonitor(model: model)
    let verdicts = (0..<count).map {
      monitor.judge(
        Observation(
          host: "a", time: Self.start + 900 * $0, values: model.metrics.map { _ in .nan }))
    }
    #expect(verdicts.allSatisfy { $0.status == .unknown })
    let page = try Self.page(RoleReport(title: "", model: model, verdicts: verdicts, alerts: []))
    #expect(
      page.ofClass("chart").first?.attributes["aria-label"] == "Score of a, never judged; no alerts"
    )
    #expect(page.named("path").first?.attributes["d"] == "")
    #expect(
      page.named("p").contains { $0.text.contains("100 % of the samples could not be judged") })
  }

  @Test func oneSampleIsADot() throws {
    let model = try Self.model.get()
    var monitor = RoleMonitor(model: model)
    let verdict = monitor.judge(
      Observation(host: "a", time: Self.start, values: SyntheticRole.levels))
    let page = try Self.page(RoleReport(title: "", model: model, verdicts: [verdict], alerts: []))
    #expect(page.named("h1").first?.text == "In 15 minutes on 1 host Saba raised no alerts.")
    let path = try #require(page.named("path").first?.attributes["d"])
    #expect(path.hasPrefix("M900 ") && path.hasSuffix("h0"))
  }

  @Test func alertsWithoutContributionsAreListed() throws {
    let model = try Self.model.get()
    let alert = Alert(
      host: "elsewhere", status: .warning, openedAt: Self.start, closedAt: nil, peakScore: 9,
      leastPValue: 0.001, culprits: [], worstAt: Self.start)
    let report = RoleReport(title: "", model: model, verdicts: [], alerts: [alert])
    let page = try Self.page(report)
    #expect(page.named("td").contains { $0.text == "no metric stands out" })
  }

  @Test func theSameReportIsTheSamePage() throws {
    #expect(try Self.report().html() == Self.report().html())
  }
}
