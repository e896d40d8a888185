import SabaTestSupport
import Testing

@testable import Saba
@testable import SabaEvaluation

@Suite struct HistoryPreviewTests {
  /// A role's quiet days and the three days after, in which six things go wrong, as one history.
  static func spoilt() -> (history: RoleHistory, incidents: [Incident]) {
    var scenario = Scenario.webRole
    scenario.trainingDays = 9
    let role = Simulator.run(scenario, seed: 3)
    let frames = zip(role.train.frames, role.test.frames).map { train, test in
      let rows = [train, test].flatMap { frame in
        (0..<frame.rowCount).map { frame.values.row($0) }
      }
      return MetricFrame(
        host: train.host, metrics: train.metrics, start: train.start, interval: train.interval,
        values: Matrix(rows: rows))
    }
    return (
      RoleHistory(metrics: role.train.metrics, interval: role.train.interval, frames: frames),
      role.incidents
    )
  }

  @Test func incidentsInTheHistoryAreFound() throws {
    let (history, incidents) = Self.spoilt()
    let preview = HistoryPreview(of: history, by: try ModelSequence(crossFitting: history))
    #expect(preview.isCrossFitted && preview.seenShare == 0)
    let level = try #require(preview.levels.last)
    let found = incidents.filter { incident in
      level.alerts.contains {
        incident.hosts.contains($0.host) && $0.openedAt >= incident.start
          && $0.openedAt < incident.end
      }
    }
    #expect(found.count >= 4 && incidents.count == 6, "\(found.map(\.description))")
    let page = try #require(ParsedPage(preview.report(title: "web").html()))
    #expect(page.named("p").contains { $0.text.contains("cut into 5 parts") })
    // Each of the three hosts has its three thresholds, drawn in steps and labelled at their ends; a
    // line stands in the legend too.
    #expect(page.ofClass("threshold").count == 10)
    #expect(page.ofClass("level").count == 9)
  }

  /// On quiet roles every alert is false, and promised.
  @Test func ratesOnAQuietHistoryAreThoseOfThePromise() throws {
    var (found, flattering, promised) = (0, 0, 0.0)
    for (role, seed) in [(NoiseRole.autocorrelated, UInt64(1)), (.heavyTailed, 2)] {
      let history = role.history(hosts: 3, days: 10, seed: seed)
      let models = try ModelSequence(crossFitting: history)
      let preview = HistoryPreview(of: history, by: models, sensitivities: [.sensitive])
      found += preview.levels[0].alerts.count
      promised += preview.levels[0].hostWeeks
      let inSample = HistoryPreview(
        of: history, by: ModelSequence(try RoleModel.train(history: history)),
        sensitivities: [.sensitive])
      #expect(inSample.seenShare == 1)
      flattering += inSample.levels[0].alerts.count
    }
    let chance = PoissonDistribution(expecting: promised)
    #expect(chance.probability(from: found) > 0.005, "\(found) of \(promised)")
    #expect(Double(found) > 0.3 * promised, "\(found) of \(promised)")
    #expect(found >= flattering)
  }

  static let alert = Alert(
    host: "a", status: .warning, openedAt: 1_768_780_800, closedAt: 1_768_781_100, peakScore: 9,
    leastPValue: 0.001, culprits: [], worstAt: 1_768_780_800)

  static func choice(_ counts: [Int], hostWeeks: Double, hosts: Int) throws -> SensitivityChoice {
    let levels = zip(Sensitivity.named, counts).map { sensitivity, count in
      RoleReport.Preview(
        sensitivity: sensitivity,
        alerts: (0..<count).map {
          var alert = Self.alert
          alert.openedAt += 86_400 * $0
          alert.closedAt = alert.openedAt + 600
          alert.leastPValue = 0.001 / Double($0 + 1)
          return alert
        }, hostWeeks: hostWeeks)
    }
    return SensitivityChoice(
      levels, hostCount: hosts, models: ModelSequence(try RoleReportTests.model.get()))
  }

  @Test func theMostSensitiveThatKeepsItsPromiseIsTaken() throws {
    let choice = try Self.choice([0, 2, 5], hostWeeks: 6, hosts: 3)
    #expect(choice.sensitivity == .sensitive)
    #expect(choice.advice.hasPrefix("Begin with \"sensitive\": over 6.0 host-weeks it raised 5"))
    #expect(choice.advice.contains("2.5 a week on the whole role"))
  }

  @Test func whatIsMoreThanChanceIsNotTaken() throws {
    let choice = try Self.choice([1, 2, 40], hostWeeks: 6, hosts: 3)
    #expect(choice.sensitivity == .normal)
    #expect(choice.advice.contains("\"sensitive\" raised 40, more than its promise"))
    // The 40th is the least ordinary of those that the two alerts of "normal" do not cover.
    #expect(choice.advice.contains("Missed without it: 38 alerts, the least ordinary of them on a"))
    #expect(choice.advice.contains("27 Feb"))
  }

  @Test func whatNobodyReadsIsNotTaken() throws {
    // A promise kept, but 25 a week on the whole role.
    let choice = try Self.choice([4, 20, 50], hostWeeks: 100, hosts: 50)
    #expect(choice.sensitivity == .normal)
    #expect(choice.advice.contains("25 a week on the whole role, more than anybody keeps reading"))
  }

  @Test func nothingKeepsItsPromise() throws {
    let choice = try Self.choice([40, 60, 80], hostWeeks: 6, hosts: 3)
    #expect(choice.sensitivity == nil)
    #expect(choice.advice.hasPrefix("Every sensitivity raised more"))
    let empty = try Self.choice([0, 0, 0], hostWeeks: 0, hosts: 3)
    #expect(empty.sensitivity == nil)
    #expect(empty.advice.hasPrefix("No sample could be judged"))
  }
}
