internal import ArgumentParser
internal import Saba

/// The options that choose how readily hosts alert.
struct PolicyOptions: ParsableArguments {
  @Option(help: "The sensitivity of warnings. (default: sensitive)")
  var warning: SensitivityArgument?

  @Option(
    help: ArgumentHelp(
      "A promise of your own in place of --warning: \(BudgetArgument.form). Then nothing is "
        + "critical, unless --critical says so or its usual promise is the rarer one.",
      valueName: BudgetArgument.valueName),
    transform: BudgetArgument.sensitivity)
  var budget: Sensitivity?

  @Option(help: "The sensitivity of critical verdicts. (default: normal)")
  var critical: SensitivityArgument?

  func validate() throws {
    if budget != nil && warning != nil {
      throw ValidationError("--budget and --warning both set when to warn; give one of them")
    }
    if chosenWarning == nil && chosenCritical == nil {
      throw ValidationError("at least one of --warning and --critical must not be none")
    }
  }

  /// Whether one of them is given.
  var isGiven: Bool { warning != nil || budget != nil || critical != nil }

  /// The policy that they make.
  func policy(attempts: Int) -> AlertPolicy {
    AlertPolicy(warning: chosenWarning, critical: chosenCritical, attempts: attempts)
  }

  private var chosenWarning: Sensitivity? {
    budget ?? (warning ?? .sensitive).sensitivity
  }

  /// What is critical by default must not alert more often than the budget allows.
  private var chosenCritical: Sensitivity? {
    if let critical { return critical.sensitivity }
    let usual = Sensitivity.normal
    guard let budget else { return usual }
    return usual.falseAlertsPerHostDay < budget.falseAlertsPerHostDay ? usual : nil
  }
}
