internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("Sensitivities are promises")
struct SensitivityTests {
  /// False alerts and days that texts promise.
  static let promises: [(text: String, falseAlerts: Double, days: Double)] = [
    ("sensitive", 1, 7), ("normal", 1, 30), ("insensitive", 1, 90), ("1/10d", 1, 10),
    ("2/30d", 2, 30), ("3/1w", 3, 7), ("1/12h", 1, 0.5), ("5/90m", 5, 0.0625), ("1/86400", 1, 1),
    ("1/43200s", 1, 0.5),
  ]

  @Test("A promise reads from a name, or from false alerts and time", arguments: promises)
  func reading(text: String, falseAlerts: Double, days: Double) throws {
    let sensitivity = try #require(Sensitivity(rawValue: text))
    #expect(isClose(sensitivity.falseAlertsPerHostDay, falseAlerts / days, Tolerance.closedForm))
    #expect(Sensitivity(rawValue: sensitivity.rawValue) == sensitivity)
  }

  @Test("A promise is written as it was given, one with a name by its name")
  func writing() {
    #expect(Sensitivity(rawValue: "1/10d")?.rawValue == "1/10d")
    #expect(Sensitivity(rawValue: "6/30d")?.rawValue == "6/30d")
    #expect(Sensitivity(rawValue: "1/7d") == .sensitive)
    #expect("\(Sensitivity(falseAlerts: 1, seconds: 90 * 86_400))" == "insensitive")
  }

  @Test(
    "What promises nothing is refused",
    arguments: [
      "", "/", "1", "10d", "1/", "/10d", "0/10d", "-1/10d", "1/0d", "1/-3d", "1.5/10d", "1/10q",
      "1/10d/2", "none", "1 / 10d", "99999999999999999999/1d", "1/9999999999999999d",
    ])
  func refusal(text: String) {
    #expect(Sensitivity(rawValue: text) == nil)
  }

  @Test("It is one string in JSON")
  func coding() throws {
    let all = ["normal", "1/10d"].compactMap(Sensitivity.init(rawValue:))
    let data = try JSONEncoder().encode(all)
    let texts = try JSONDecoder().decode([String].self, from: data)
    #expect(texts == ["normal", "1/10d"])
    #expect(try JSONDecoder().decode([Sensitivity].self, from: data) == all)
  }

  @Test("Own promises stand among those with names, none twice")
  func joining() throws {
    let own = ["1/10d", "2/2w", "1/365d", "2/20d"].compactMap(Sensitivity.init(rawValue:))
    #expect(
      Sensitivity.named.joined(with: own).map(\.rawValue)
        == ["1/365d", "insensitive", "normal", "1/10d", "sensitive"])
  }

  @Test("A monitor warns by any promise, at the threshold that keeps it")
  func monitor() throws {
    let model = try RoleModel.train(history: SyntheticRole.history())
    let own = Sensitivity(falseAlerts: 1, seconds: 10 * 86_400)
    let threshold = model.threshold(for: own)
    #expect(threshold == model.threshold(falseAlertsPerHostDay: 0.1))
    #expect(threshold > model.threshold(for: .sensitive))
    #expect(threshold < model.threshold(for: .normal))
    // A shift that grows meets the threshold of warnings first, then that of critical.
    var monitor = RoleMonitor(model: model, policy: AlertPolicy(warning: own, critical: .normal))
    var wasOver = 0
    for row in 0..<200 {
      var values = SyntheticRole.levels
      // Nothing stands still.
      for j in values.indices { values[j] += 0.01 * Double(row % 2) * SyntheticRole.scales[j] }
      values[2] += SyntheticRole.scales[2] * 0.05 * Double(row)
      let time = model.summary.lastTime + model.interval * (row + 1)
      let verdict = monitor.judge(
        Observation(host: "new", time: time, values: values), explaining: false)
      wasOver = verdict.score > threshold ? wasOver + 1 : 0
      #expect((verdict.status != .ok) == (wasOver >= 3), "row \(row)")
    }
    #expect(wasOver > 3)
  }
}
