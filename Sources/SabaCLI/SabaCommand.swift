internal import ArgumentParser
internal import Saba

/// The command `saba`.
@main
struct SabaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saba",
    abstract: "Learns what is normal for a group of servers, and judges new metrics.",
    discussion: """
      Hosts that do the same job form a role. Saba learns a role's normal behaviour from past \
      metrics and says of new ones whether they are ok, warning, critical or unknown, how \
      unlikely they are, and which metric is to blame. There are no thresholds to write: a \
      sensitivity is a promise of how often a host raises a false alert.

      First steps:
        saba demo                                          the whole story on a simulated role
        saba preview --history metrics.csv                 what would have alerted, and when
        saba train --history metrics.csv --output web.saba learn a role
        saba judge --model web.saba --input today.csv      judge new metrics

      Exit status: 0 success; 64 wrong usage, 65 bad data, 66 no input, 74 input or output failed. \
      `judge` exits with the worst status seen: 0 ok, 1 warning, 2 critical, 3 unknown.
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, SimulateCommand.self, TrainCommand.self, PreviewCommand.self,
      JudgeCommand.self, InspectCommand.self, DecomposeCommand.self, EvaluateCommand.self,
      FleetCommand.self, ModelsCommand.self, FeedbackCommand.self, VerifyBudgetCommand.self,
      VerifyOperationCommand.self,
    ])

  static func main() async {
    var failure: (any Error)?
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      failure = error
    }
    StandardOutput.flush()
    // Results that nobody got are worse than what they, or an error, would have said.
    guard let error = StandardOutput.failure ?? failure else { return }
    guard let status = ExitStatus(of: error) else { exit(withError: error) }
    StandardError.print(Text.printable("saba: \(error)"))
    exit(withError: ExitCode(status.rawValue))
  }
}
