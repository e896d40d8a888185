import Foundation
import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

@Suite struct BudgetCheckTests {
  /// Two hosts, 14 days to learn from and 28 to judge: `sensitive` promises 8 alerts.
  private static let check = BudgetCheck(hosts: 2, trainingDays: 14, testDays: 28)
  /// Both kinds of synthetic history begin at one time.
  private static let testStart = 1_767_571_200 + check.trainingDays * 86_400

  /// A history whose values lie nearer to the median of their metric and host, or further away.
  private func stretched(_ history: RoleHistory, by factor: Double) -> RoleHistory {
    RoleHistory(
      metrics: history.metrics, interval: history.interval,
      frames: history.frames.map { frame in
        let columns = history.metrics.indices.map { column in
          let values = frame.values.column(column)
          let median = values.sorted()[values.count / 2]
          return values.map { median + factor * ($0 - median) }
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: Matrix(rows: columns).transposed)
      })
  }

  private func result(
    ofModelFrom training: RoleHistory, on history: RoleHistory
  ) throws -> BudgetResult {
    let model = try RoleModel.train(
      history: training.restricted(from: nil, excluding: [Exclusion(Self.testStart..<Int.max)]))
    return BudgetResult(
      kind: .heavyTailed, seed: 1,
      alerts: BudgetCheck.alerts(of: model, in: history, from: Self.testStart),
      budgets: Self.check.budgets)
  }

  /// The check finds models whose thresholds are too low, and those whose thresholds are too high.
  @Test func wrongThresholdsBreakPromises() throws {
    let history = NoiseRole.heavyTailed.history(hosts: 2, days: 42, seed: 1)
    // What is learnt from noise a tenth as large raises far too many alerts at every sensitivity.
    let tooLow = try result(ofModelFrom: stretched(history, by: 0.1), on: history)
    #expect(tooLow.outcomes.values.allSatisfy { $0 == .tooMany }, "\(tooLow)")
    #expect(!tooLow.isKept)
    let tooHigh = try result(ofModelFrom: stretched(history, by: 10), on: history)
    #expect(tooHigh.alerts.sensitive == 0)
    #expect(tooHigh.outcomes.values == [.kept, .kept, .tooFew])
    #expect(!tooHigh.isKept)
  }

  /// Alerts of the training part do not count, and those of one host within an hour count once.
  @Test func onlyAlertsOfTheTestPartCount() throws {
    let quiet = SyntheticRole.history(days: 42)
    let model = try RoleModel.train(history: quiet)
    // For 40 minutes each: one in the training part, then in the test part two that are one, and
    // another one a day later.
    let steps = [-100, 20, 30, 300]
    let frames = quiet.frames.enumerated().map { index, frame in
      var values = frame.values
      let testRow = (Self.testStart - frame.start) / frame.interval
      for step in steps where index == 0 {
        for row in testRow + step..<testRow + step + 8 { values[row, 0] += 100 }
      }
      return MetricFrame(
        host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
        values: values)
    }
    let disturbed = RoleHistory(
      metrics: quiet.metrics, interval: quiet.interval, frames: frames)
    let before = BudgetCheck.alerts(of: model, in: quiet, from: Self.testStart)
    let after = BudgetCheck.alerts(of: model, in: disturbed, from: Self.testStart)
    #expect(after.insensitive.falseAlertCount == before.insensitive.falseAlertCount + 2)
    #expect(after.insensitive.hostDaysOutsideEvents == 56)
    let hours = after.insensitive.alertHoursOutsideEvents
    #expect((1.0...4.0).contains(hours), "\(hours)")
  }

  @Test func theReportDoesNotDependOnTheNumberOfJobs() async throws {
    let check = BudgetCheck(hosts: 1, trainingDays: 5, testDays: 2)
    let kinds: [NoiseRole] = [.bursty, .heavyTailed]
    let one = try await check.run(kinds: kinds, seeds: 3...4, jobs: 1)
    let two = try await check.run(kinds: kinds, seeds: 3...4, jobs: 2)
    #expect(one == two)
    #expect(one.results.map(\.kind) == [.bursty, .bursty, .heavyTailed, .heavyTailed])
    #expect(one.results.map(\.seed) == [3, 4, 3, 4])
    #expect(one.kinds == kinds)
    #expect(one.results[2] == (try check.run(.heavyTailed, seed: 3)))
    let text = try JSONEncoder().encode(one)
    #expect(try JSONDecoder().decode(BudgetReport.self, from: text) == one)
  }

  @Test func tooLittleToLearnFromIsToldWithItsRole() async throws {
    let check = BudgetCheck(hosts: 1, trainingDays: 1, testDays: 1)
    let error = await #expect(throws: EvaluationError.self) {
      try await check.run(kinds: [.seasonal], seeds: 5...5)
    }
    #expect(error?.entity == "seasonal, seed 5")
  }
}

@Suite struct BudgetTableTests {
  private func result(_ kind: NoiseRole, _ seed: UInt64, _ counts: [Int]) -> BudgetResult {
    func score(_ count: Int) -> EventScore {
      // Alerts two hours apart.
      let alerts = (0..<count).map { 24 * $0..<24 * $0 + 1 }
      return EventScore(
        alerts: alerts, events: [], rows: Array(0..<24 * count), interval: 300)
    }
    return BudgetResult(
      kind: kind, seed: seed,
      alerts: PerSensitivity(
        insensitive: score(counts[0]), normal: score(counts[1]), sensitive: score(counts[2])),
      budgets: BudgetCheck().budgets)
  }

  @Test func everyRoleHasALineThatSaysWhatBroke() {
    let report = BudgetReport(
      check: BudgetCheck(),
      results: [
        result(.seasonal, 1, [14, 42, 180]), result(.seasonal, 2, [28, 66, 220]),
        result(.bursty, 1, [0, 10, 59]),
      ])
    let lines = report.lines()
    #expect(
      lines == [
        "False alerts on roles without incidents: 10 hosts, 28 days to learn from, 140 days judged",
        "",
        "          seed  insensitive  normal  sensitive",
        "promised               15.6    46.7      200.0",
        "at most                  27      65        237",
        "at least                  -       -         60",
        "",
        "seasonal     1           14      42        180  kept",
        "seasonal     2           28      66        220  broken: too many at insensitive and normal",
        "bursty       1            0      10         59  broken: too few at sensitive",
        "",
        "Alerts over the promise, all seeds together",
        "seasonal   all         1.35    1.16       1.00",
        "bursty     all         0.00    0.21       0.30",
        "",
        "promises are broken on 2 of 3 roles",
      ], "\(lines.joined(separator: "\n"))")
    let kept = BudgetReport(check: report.check, results: Array(report.results.prefix(1)))
    #expect(kept.lines().last == "every promise is kept")
  }
}
