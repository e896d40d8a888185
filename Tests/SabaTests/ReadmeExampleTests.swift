internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("The README's examples")
struct ReadmeExampleTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The example as it stands in the README, but for its import and the names of its files.
  private func role(history: String, today: String, print: (Any...) -> Void) throws {
    // README begins
    let points = try MetricPoints.read(paths: [history])
    let model = try RoleModel.train(history: points.history())

    var monitor = RoleMonitor(model: model)
    let latest = try MetricPoints.read(paths: [today], metrics: model.metrics)
    monitor.judge(try latest.history(interval: model.interval)) { verdict in
      guard verdict.status != .ok else { return }
      print(verdict.host, verdict.time, verdict.status, verdict.reason ?? "")
    }
    // README ends
  }

  /// The second one, and what comes out of it.
  private func seasons(
    values: [Double], next: Double, start: Int
  ) throws -> (Decomposition, [SeasonalOutlier], ExpectedBand, Double, SeasonalProfile) {
    // README begins
    // Values on a regular grid, here every 5 minutes; NaN where missing.
    let periods = try PeriodDetector().detect(values).map(\.period)
    let parts = try MSTL(periods: periods).decompose(values)
    let outliers = try SeasonalESD(period: 288).detect(values)

    let form = HoltWinters.Form(periods: [288])
    var (smoothing, report) = try HoltWinters.fit(values, options: HoltWintersOptions(form: form))
    let tomorrow = smoothing.forecast(count: 288, coverage: 0.95)
    let (expected, deviation) = smoothing.update(with: next)

    let calendar = SeasonalCalendar(zone: try LocalZone(identifier: "Asia/Tokyo"))
    var profile = try SeasonalProfile(calendar: calendar)
    for (index, value) in values.enumerated() {
      profile.update(with: value, at: start + 300 * index)
    }
    // README ends
    #expect(report.observationCount == values.count && deviation > 0)
    return (parts, outliers, tomorrow, expected, profile)
  }

  /// The example of this rank as it stands in this file.
  private func code(_ rank: Int) throws -> String {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let lines = source.components(separatedBy: "\n")
    let begin = lines.indices.filter { lines[$0].hasSuffix("// README begins") }[rank]
    let end = lines.indices.filter { lines[$0].hasSuffix("// README ends") }[rank]
    return lines[(begin + 1)..<end].map { String($0.dropFirst(4)) }.joined(separator: "\n")
  }

  private func readme() throws -> String {
    try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
  }

  @Test("A role is learnt and judged, word for word")
  func roleExample() throws {
    let code = try code(0).replacing("[history]", with: "[\"history.csv\"]")
      .replacing("[today]", with: "[\"today.csv\"]")
    #expect(try readme().contains("import Saba\n\n" + code))

    let fixture = root.appending(path: "Fixtures/web-role/web").path(percentEncoded: false)
    var printed: [String] = []
    try role(history: "\(fixture)/train.csv", today: "\(fixture)/test.csv") { words in
      printed.append(words.map { "\($0)" }.joined(separator: " "))
    }
    #expect(
      printed.contains {
        $0.hasPrefix("web01") && $0.contains("filesystem.root.used is")
      })
  }

  @Test("A series is taken apart and carried on, word for word")
  func seasonsExample() throws {
    let code = try code(1)
    #expect(try readme().contains("import Saba\n\n" + code))
    var generator = RandomGenerator(seed: 1)
    var values = (0..<2016).map { index in
      let season: Double = 5 * sine(2 * Double.pi * Double(index) / 288)
      return 40 + season + generator.normal()
    }
    values[1000] += 20
    // Monday, 5 January 2026.
    let (parts, outliers, tomorrow, expected, profile) = try seasons(
      values: values, next: 41.5, start: 1_767_571_200)
    #expect(parts.seasons.map(\.period) == [288])
    #expect(outliers.max { $0.deviate < $1.deviate }?.index == 1000)
    #expect(abs(tomorrow.expected[72] - 45) < 2 && abs(expected - 40) < 2)
    let sixHoursIn = 1_767_571_200 + 86_400 * 7 + 72 * 300
    #expect(abs(profile.expected(at: sixHoursIn) - 45) < 2)
  }
}
