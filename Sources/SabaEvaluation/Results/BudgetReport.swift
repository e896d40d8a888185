/// The false alerts of one role, beside their budgets.
public struct BudgetResult: Codable, Sendable, Hashable {
  /// The kind of role.
  public var kind: NoiseRole
  /// The seed of the role.
  public var seed: UInt64
  /// The number of alerts; those of one host less than an hour apart count once.
  public var alerts: PerSensitivity<Int>
  /// The time in alert, in hours of one host.
  public var alertHours: PerSensitivity<Double>
  /// What became of the promises.
  public var outcomes: PerSensitivity<FalseAlertBudget.Outcome>

  /// Compares alerts with what was promised.
  ///
  /// - Parameters:
  ///   - kind: The kind of role.
  ///   - seed: The seed of the role.
  ///   - alerts: The alerts of all its hosts, every one of them false.
  ///   - budgets: What was promised for all of them.
  public init(
    kind: NoiseRole, seed: UInt64, alerts: PerSensitivity<EventScore>,
    budgets: PerSensitivity<FalseAlertBudget>
  ) {
    self.kind = kind
    self.seed = seed
    self.alerts = alerts.map(\.falseAlertCount)
    alertHours = alerts.map(\.alertHoursOutsideEvents)
    outcomes = budgets.zipped(with: self.alerts).map { budget, count in budget.outcome(of: count) }
  }

  /// Whether every promise is kept.
  public var isKept: Bool { outcomes.values.allSatisfy { $0 == .kept } }
}

/// What a ``BudgetCheck`` found.
public struct BudgetReport: Codable, Sendable, Hashable {
  /// How it was checked.
  public var check: BudgetCheck
  /// What was promised for each role.
  public var budgets: PerSensitivity<FalseAlertBudget>
  /// What came of it, by kind, then seed.
  public var results: [BudgetResult]

  /// Takes the results of a check.
  public init(check: BudgetCheck, results: [BudgetResult]) {
    self.check = check
    budgets = check.budgets
    self.results = results
  }

  /// The kinds of role, in order.
  public var kinds: [NoiseRole] {
    results.indices.filter { $0 == 0 || results[$0].kind != results[$0 - 1].kind }
      .map { results[$0].kind }
  }

  /// The alerts on all roles of a kind, over what was promised for them; nil without roles.
  public func share(of kind: NoiseRole) -> PerSensitivity<Double>? {
    let results = results.filter { $0.kind == kind }
    guard let first = results.first else { return nil }
    let sums = results.dropFirst().reduce(first.alerts) { sums, result in
      sums.zipped(with: result.alerts).map { $0 + $1 }
    }
    return sums.zipped(with: budgets).map { sum, budget in
      Double(sum) / (budget.promised * Double(results.count))
    }
  }
}
