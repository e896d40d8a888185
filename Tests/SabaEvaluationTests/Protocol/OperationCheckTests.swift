import Saba
import SabaEvaluation
import Testing

@Suite struct OperationCheckTests {
  private static let check = OperationCheck(hosts: 2, trainingDays: 7, testDays: 2)

  @Test func aSlowHostIsFoundAndTheResultDoesNotDependOnTheJobs() async throws {
    let cases: [OperationCase] = [.slowHost, .maintenance]
    let one = try await Self.check.run(cases: cases, seeds: 1...2, jobs: 1)
    let two = try await Self.check.run(cases: cases, seeds: 1...2, jobs: 2)
    #expect(one == two)
    #expect(one.results.map(\.seed) == [1, 1, 2, 2])
    let slow = one.summaries[0]
    #expect(slow.found == 2 && slow.foundWithCulprit == 2 && slow.isKept)
    #expect(one.summaries[1].found == nil)
    let alone = try Self.check.run([.slowHost], seed: 2)
    #expect(alone == one.results.filter { $0.seed == 2 && $0.name == .slowHost })
  }

  private static func result(
    _ name: OperationCase, seed: UInt64, delay: Int? = nil, isRight: Bool = true, alerts: Int = 1
  ) -> OperationResult {
    var result = OperationResult(name: name, seed: seed)
    result.delaySeconds = delay
    result.durationSeconds = delay == nil ? nil : 18_000
    result.isFirstCulpritRight = isRight && delay != nil
    result.isScopeRight = delay != nil
    result.alertCount = alerts
    return result
  }

  @Test func barsAreNineOfTenAndOneAlertInTen() {
    func summary(_ results: [OperationResult]) -> OperationSummary {
      OperationReport(check: Self.check, cases: [results[0].name], results: results).summaries[0]
    }
    func leaks(late: Int, wrong: Int, missed: Int) -> OperationSummary {
      summary(
        (0..<10).map { run in
          if run < missed { return Self.result(.memoryLeak, seed: UInt64(run)) }
          return Self.result(
            .memoryLeak, seed: UInt64(run), delay: run < missed + late ? 9000 : 8700,
            isRight: run >= missed + late + wrong)
        })
    }
    #expect(leaks(late: 0, wrong: 0, missed: 0).isKept)
    #expect(leaks(late: 0, wrong: 0, missed: 0).medianDelaySeconds == 8700)
    #expect(leaks(late: 0, wrong: 0, missed: 1).isKept)
    #expect(!leaks(late: 0, wrong: 1, missed: 1).isKept)
    #expect(!leaks(late: 2, wrong: 0, missed: 0).isKept)
    func deploys(_ alerts: Int) -> OperationSummary {
      summary(
        (0..<10).map { Self.result(.rollingDeploy, seed: UInt64($0), alerts: $0 < alerts ? 1 : 0) })
    }
    #expect(deploys(1).isKept && !deploys(2).isKept)
    #expect(deploys(2).found == nil)
  }

  @Test func theTableNamesWhatIsMissed() {
    let report = OperationReport(
      check: Self.check, cases: [.slowHost, .biggerHost],
      results: [
        Self.result(.slowHost, seed: 1, delay: 600), Self.result(.biggerHost, seed: 1, alerts: 3),
      ])
    #expect(
      report.lines() == [
        "Simulated roles of 2 hosts: 7 days to learn from, 2 days judged",
        "",
        "incident  runs  found  right culprit  before half-way  right hosts  median delay  alerts"
          + "  without it   bar",
        "slowHost     1      1              1                1            1           10m       1"
          + "           0  kept",
        "",
        "no incident  runs  alerts  without it     bar",
        "biggerHost      1       3           0  missed",
        "",
        "missed: biggerHost",
      ])
    #expect(!report.isKept)
  }
}
