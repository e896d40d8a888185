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
      The same scenario and seed give the same files, byte for byte.

      Example:
        saba simulate --scenario web-role --seed 7 --output role && saba evaluate role
      """)

  @Option(help: "What to simulate: \(Scenario.all.map(\.name).joined(separator: ", ")).")
  var scenario = Scenario.all[0].name

  @Option(help: "The seed of all randomness.")
  var seed: UInt64 = 1

  @Option(help: "The folder to write to; made if it is not there.")
  var output: String

  func validate() throws {
    if Scenario.all.allSatisfy({ $0.name != scenario }) {
      let names = Scenario.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no scenario '\(scenario)'; choose one of \(names)")
    }
  }

  func run() throws {
    guard let scenario = Scenario.all.first(where: { $0.name == scenario }) else { return }
    let role = Simulator.run(scenario, seed: seed)
    try role.write(to: output)
    for incident in role.incidents { StandardError.print("incident: \(incident.description)") }
    StandardError.print("wrote \(output); next: saba evaluate \(output)")
  }
}
