import SabaTestSupport
import Testing

@testable import Saba
@testable import SabaEvaluation

@Suite struct RoleReportRecorderTests {
  /// Ten days of one host with alerts at both ends, close together, and across a gap.
  static func verdicts() throws -> [Verdict] {
    let model = try RoleReportTests.model.get()
    var monitor = RoleMonitor(model: model)
    let unusual = [3..<9, 300..<310, 340..<345, 600..<605, 940..<960]
    return (0..<960).compactMap { row in
      if (606..<680).contains(row) {
        return monitor.judge(observation(row, values: model.metrics.map { _ in .nan }))
      }
      var values = SyntheticRole.levels
      // Nothing stands still.
      for j in values.indices { values[j] += 1e-6 * Double(row % 2) * SyntheticRole.scales[j] }
      if unusual.contains(where: { $0.contains(row) }) { values[0] += 900 }
      return monitor.judge(observation(row, values: values))
    }
  }

  static func observation(_ row: Int, values: [Double]) -> Observation {
    Observation(host: "a", time: RoleReportTests.start + 900 * row, values: values)
  }

  @Test func thePageIsTheSameThoughMostContributionsAreGone() throws {
    let verdicts = try Self.verdicts()
    var recorder = RoleReportRecorder()
    for verdict in verdicts { recorder.record(verdict) }
    #expect(recorder.alerts.count == 5)
    let kept = recorder.verdicts
    #expect(kept.count == verdicts.count)
    #expect(kept.count { !$0.contributions.isEmpty } < verdicts.count / 3)
    let model = try RoleReportTests.model.get()
    func page(_ verdicts: [Verdict]) -> String {
      RoleReport(title: "", model: model, verdicts: verdicts, alerts: recorder.alerts).html()
    }
    #expect(page(kept) == page(verdicts))
  }

  // MARK: Preview

  static func preview(_ counts: [Int], hostWeeks: Double = 10) throws -> RoleReport {
    var recorder = RoleReportRecorder()
    for verdict in try verdicts() { recorder.record(verdict) }
    let all = recorder.alerts.sorted { $0.openedAt < $1.openedAt }
    return RoleReport(
      title: "web", model: try RoleReportTests.model.get(), verdicts: recorder.verdicts,
      alerts: all,
      preview: zip(Sensitivity.named, counts).map { sensitivity, count in
        let alerts = (0..<count).map { all[$0 % all.count] }
        return .init(sensitivity: sensitivity, alerts: alerts, hostWeeks: hostWeeks)
      })
  }

  @Test func thePreviewComparesSensitivitiesAndSaysWhichRaisedEachAlert() throws {
    let report = try Self.preview([1, 2, 5])
    let page = try RoleReportTests.page(report)
    #expect(
      page.named("h1").first?.text
        == #"In 10 days on 1 host Saba would have raised this many alerts: 1 at "insensitive", "#
        + #"2 at "normal" and 5 at "sensitive"."#)
    #expect(
      report.alerts.map(\.sensitivities) == [
        [.insensitive, .normal, .sensitive], [.normal, .sensitive], [.sensitive], [.sensitive],
        [.sensitive],
      ])
    #expect(page.named("td").contains { $0.text == "normal, sensitive" })
    #expect(page.named("th").contains { $0.text == "sensitive (suggested)" })
  }

  @Test func theSuggestionIsTheMostSensitiveThatKeepsItsPromise() throws {
    // In ten host-weeks 10, 2.3 and 0.8 false alerts are promised.
    #expect(try Self.preview([0, 2, 12]).choice.sensitivity == .sensitive)
    #expect(try Self.preview([0, 2, 40]).choice.sensitivity == .normal)
    #expect(try Self.preview([1, 20, 40]).choice.sensitivity == .insensitive)
    let none = try Self.preview([10, 20, 40])
    #expect(none.choice.sensitivity == nil)
    #expect(none.choice.advice.contains("--exclude"))
    let unjudged = try Self.preview([0, 0, 0], hostWeeks: 0)
    #expect(unjudged.choice.sensitivity == nil)
    #expect(unjudged.choice.advice.hasPrefix("No sample could be judged"))
  }
}
