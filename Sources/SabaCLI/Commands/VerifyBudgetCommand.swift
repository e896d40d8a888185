internal import ArgumentParser
internal import SabaEvaluation

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

  @OptionGroup var verification: VerificationOptions

  func validate() throws {
    try VerificationOptions.check(kind, of: NoiseRole.self, noun: "kind of role")
    try VerificationOptions.check(seeds.seeds)
    try VerificationOptions.check([
      ("--hosts", hosts, Scenario.hostRange), ("--train-days", trainDays, Scenario.dayRange),
      ("--test-days", testDays, Scenario.dayRange),
    ])
  }

  func run() async throws {
    let check = BudgetCheck(hosts: hosts, trainingDays: trainDays, testDays: testDays)
    let kinds =
      kind.isEmpty ? NoiseRole.allCases : NoiseRole.allCases.filter { kind.contains($0.rawValue) }
    let (seeds, jobs) = (seeds.seeds, verification.jobs)
    try await verification.verify(total: kinds.count * seeds.count) { progress in
      try await check.run(kinds: kinds, seeds: seeds, jobs: jobs) { doneCount, last in
        progress(doneCount, "\(last.kind.rawValue), seed \(last.seed)")
      }
    }
  }
}
