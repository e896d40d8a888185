internal import ArgumentParser
internal import SabaEvaluation

/// `saba simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Makes a labelled synthetic role: hosts, days of metrics, incidents.",
    discussion: """
      Writes a data set that `saba evaluate` reads: a manifest, a history to train on, days to \
      judge, and labels that say when, on which host and in which metrics something was wrong. \
      The same options give the same files, byte for byte, in whatever folder.

      Example:
        saba simulate --scenario web-role --seed 7 --output role && saba evaluate role
      """)

  @Option(help: "What to simulate: \(Scenario.all.map(\.name).joined(separator: ", ")).")
  var scenario = Scenario.all[0].name

  @Option(help: "The seed of all randomness.")
  var seed: UInt64 = 1

  @Option(help: "The number of hosts, 1 to 99. (default: the scenario's own)")
  var hosts: Int?

  @Option(help: "The days to train on, 1 to 366. (default: the scenario's own)")
  var days: Int?

  @Option(help: "The days to judge, 1 to 366. (default: the scenario's own)")
  var testDays: Int?

  @Option(help: "The folder to write to; made if it is not there.")
  var output: String

  func validate() throws {
    if Scenario.all.allSatisfy({ $0.name != scenario }) {
      let names = Scenario.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no scenario '\(scenario)'; choose one of \(names)")
    }
    for (option, value, range) in [
      ("--hosts", hosts, Scenario.hostRange), ("--days", days, Scenario.dayRange),
      ("--test-days", testDays, Scenario.dayRange),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError("\(option) must be \(range.lowerBound) to \(range.upperBound)")
      }
    }
  }

  func run() throws {
    guard var scenario = Scenario.all.first(where: { $0.name == scenario }) else { return }
    scenario.hosts = hosts ?? scenario.hosts
    scenario.trainingDays = days ?? scenario.trainingDays
    scenario.testDays = testDays ?? scenario.testDays
    let role = Simulator.run(scenario, seed: seed)
    try role.write(to: output)
    for incident in role.incidents { StandardError.print("incident: \(incident.description)") }
    StandardError.print("wrote \(output); next: saba evaluate \(output)")
  }
}
