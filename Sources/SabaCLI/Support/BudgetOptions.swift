internal import ArgumentParser
internal import Saba

/// The options of commands that show what several sensitivities are worth.
struct BudgetOptions: ParsableArguments {
  @Option(
    name: .customLong("budget"),
    help: ArgumentHelp(
      "Show a promise of your own too: \(BudgetArgument.form). May be repeated.",
      valueName: BudgetArgument.valueName),
    transform: BudgetArgument.sensitivity)
  var own: [Sensitivity] = []

  /// Those with names and the own ones, from the least sensitive on, none twice.
  var sensitivities: [Sensitivity] { Sensitivity.named.joined(with: own) }
}
