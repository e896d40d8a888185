internal import ArgumentParser
internal import SabaEvaluation
internal import Synchronization

/// `saba verify-budget`.
struct VerifyBudgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-budget",
    abstract: "Checks whether promised numbers of false alerts are kept, on simulated roles.",
    discussion: """
      A sensitivity promises how many false alerts a host raises: one a quarter, a month, a week. \
      This command simulates roles on which nothing ever goes wrong, learns from their first days, \
      judges the days that follow, and counts the alerts, all of which are false. Alerts of one \
      host less than an hour apart count once.

      Kinds of role, each another way to make promises hard to keep:
        heavy-tailed    values far out now and then, in several metrics at once
        seasonal        the rhythm of days and weeks, noise that grows with load
        autocorrelated  memory of minutes to hours, and slow wander
        bursty          bursts of load at random times, background jobs

      Another seed makes another role of the kind. A promise is broken by more alerts than its \
      Poisson distribution reaches in 199 of 200 cases ("at most"): a budget that is used up to the \
      last alert breaks once in 200 checks, by chance. At `sensitive` it is broken as well by fewer \
      than three tenths of the budget, where chance does not explain so few ("at least"): who never \
      alerts finds nothing either.

      Examples:
        saba verify-budget --seeds 1-3
        saba verify-budget --kind bursty --seeds 7 --json bursty-7.json

      Exit status: 0 every promise is kept, 1 one is broken; 64 wrong usage, 65 too little to learn \
      from, 74 output failed, 130 interrupted.
      """)

  @Option(
    help: ArgumentHelp(
      "A kind of role: \(NoiseRole.allCases.map(\.rawValue).joined(separator: ", ")). May be "
        + "repeated. (default: all)", valueName: "kind"))
  var kind: [String] = []

  @Option(
    help: ArgumentHelp(
      "The seeds, each with every kind: one, or the first and the last as in 1-20.",
      valueName: "first-last"))
  var seeds = SeedsArgument(1...20)

  @Option(help: "The number of hosts of a role, 1 to 99.")
  var hosts = BudgetCheck().hosts

  @Option(help: "The days to learn from, 1 to 366.")
  var trainDays = BudgetCheck().trainingDays

  @Option(help: "The days to judge, 1 to 366.")
  var testDays = BudgetCheck().testDays

  @Option(help: "How many roles run at once. (default: one a processor)")
  var jobs: Int?

  @Option(help: "Write the counts as JSON to a file; - for standard output in place of the table.")
  var json: String?

  private static let mostSeeds = 1000

  func validate() throws {
    for name in kind where NoiseRole(rawValue: name) == nil {
      let names = NoiseRole.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("there is no kind of role '\(name)'; choose from \(names)")
    }
    guard seeds.seeds.upperBound - seeds.seeds.lowerBound < Self.mostSeeds else {
      throw ValidationError("--seeds must name at most \(Self.mostSeeds) seeds")
    }
    for (option, value, range) in [
      ("--hosts", hosts, Scenario.hostRange), ("--train-days", trainDays, Scenario.dayRange),
      ("--test-days", testDays, Scenario.dayRange),
    ] {
      if !range.contains(value) {
        throw ValidationError("\(option) must be \(range.lowerBound) to \(range.upperBound)")
      }
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
  }

  func run() async throws {
    try OutputPath.check([json])
    let report = try await report()
    if let json { try JSONOutput.write(report, to: json) }
    if json != "-" {
      for line in report.lines() { StandardOutput.print(line) }
    }
    if !report.results.allSatisfy(\.isKept) { throw ExitCode(1) }
  }

  private func report() async throws -> BudgetReport {
    let check = BudgetCheck(hosts: hosts, trainingDays: trainDays, testDays: testDays)
    let kinds =
      kind.isEmpty ? NoiseRole.allCases : NoiseRole.allCases.filter { kind.contains($0.rawValue) }
    let (seeds, jobs) = (seeds.seeds, jobs)
    do {
      return try await Interruption.guarding {
        let line = Mutex(ProgressLine("verifying"))
        line.withLock { $0.show(0) }
        defer { line.withLock { $0.end() } }
        let total = Double(kinds.count * seeds.count)
        return try await check.run(kinds: kinds, seeds: seeds, jobs: jobs) { doneCount, last in
          line.withLock {
            $0.show(Double(doneCount) / total, "\(last.kind.rawValue), seed \(last.seed)")
          }
        }
      } onFirst: {
        StandardError.print("\nstopping: waiting for the roles under way; Ctrl-C ends at once")
      }
    } catch is CancellationError {
      StandardError.print("interrupted: there is no result")
      throw ExitCode(Interruption.status)
    }
  }
}
