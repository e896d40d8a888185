internal import ArgumentParser
internal import SabaEvaluation

/// `saba verify-operation`.
struct VerifyOperationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-operation",
    abstract: "Checks whether incidents are found and all else stays silent, on simulated roles.",
    discussion: """
      Simulates roles of web servers, learns from their first days, and judges the days that follow, \
      in which one thing happens. Each seed makes another role, another host, another time.

      Incidents: a memory leak, a runaway process, a disk that fills, lost traffic, a slow host, a \
      surge on the whole role, a nightly job that begins an hour late, a metric that vanishes, one \
      that stands still; and, among eight hosts, one slow host beside a surge on all. An incident is \
      found by an alert on a host that has it, from its beginning to three samples after its end; the \
      right culprit is the metric that this alert blames most as it opens. No incidents: clocks put \
      forward or back, a new host twice as big, a deploy host by host, a host in maintenance.

      An incident's bar is that it is found with the right culprit in 9 of 10 runs; a leak before it \
      is half over; of eight hosts the right ones. What is no incident may add one alert in 10 runs \
      to those that there are without it on the same day.

      Examples:
        saba verify-operation --repetitions 50
        saba verify-operation --case memoryLeak --seeds 7 --json leak-7.json

      Exit status: 0 every bar is reached, 1 one is missed; 64 wrong usage, 65 too little to learn \
      from, 74 output failed, 130 interrupted.
      """)

  @Option(
    name: .customLong("case"),
    help: ArgumentHelp(
      "What happens: \(OperationCase.allCases.map(\.rawValue).joined(separator: ", ")). May be "
        + "repeated. (default: all)", valueName: "case"))
  var cases: [String] = []

  @Option(help: "How many seeds, from 1 on, each with every case. (default: 10)")
  var repetitions: Int?

  @Option(
    help: ArgumentHelp(
      "The seeds, in place of --repetitions: one, or the first and the last as in 1-50.",
      valueName: "first-last"))
  var seeds: SeedsArgument?

  @Option(help: "The number of hosts of a role, 2 to 99.")
  var hosts = OperationCheck().hosts

  @Option(help: "The days to learn from, 1 to 366.")
  var trainDays = OperationCheck().trainingDays

  @Option(help: "The days to judge, 2 to 366.")
  var testDays = OperationCheck().testDays

  @OptionGroup var verification: VerificationOptions

  private var chosenSeeds: ClosedRange<UInt64> {
    seeds?.seeds ?? 1...UInt64(clamping: max(1, repetitions ?? 10))
  }

  func validate() throws {
    try VerificationOptions.check(cases, of: OperationCase.self, noun: "case")
    if repetitions != nil && seeds != nil {
      throw ValidationError("--repetitions and --seeds both say which seeds; give one of them")
    }
    if let repetitions, !(1...VerificationOptions.mostSeeds).contains(repetitions) {
      throw ValidationError("--repetitions must be 1 to \(VerificationOptions.mostSeeds)")
    }
    try VerificationOptions.check(chosenSeeds)
    try VerificationOptions.check([
      ("--hosts", hosts, 2...Scenario.hostRange.upperBound),
      ("--train-days", trainDays, Scenario.dayRange),
      ("--test-days", testDays, 2...Scenario.dayRange.upperBound),
    ])
  }

  func run() async throws {
    let check = OperationCheck(hosts: hosts, trainingDays: trainDays, testDays: testDays)
    let chosen =
      cases.isEmpty
      ? OperationCase.allCases : OperationCase.allCases.filter { cases.contains($0.rawValue) }
    let (seeds, jobs) = (chosenSeeds, verification.jobs)
    try await verification.verify(total: seeds.count) { progress in
      try await check.run(cases: chosen, seeds: seeds, jobs: jobs) { doneCount, seed in
        progress(doneCount, "seed \(seed)")
      }
    }
  }
}
