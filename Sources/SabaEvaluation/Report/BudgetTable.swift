internal import Saba

extension BudgetReport {
  /// The report as plain text: the budgets, a line a role, and for each kind the alerts over the
  /// promise.
  ///
  /// - Returns: Lines of text without line feeds.
  public func lines() -> [String] {
    let sensitivities = Sensitivity.named.map(\.rawValue)
    let heading =
      "False alerts on roles without incidents: \(Words.count(check.hosts, "host")), "
      + "\(Words.count(check.trainingDays, "day")) to learn from, "
      + "\(Words.count(check.testDays, "day")) judged"
    let budgetRows = [
      ["promised", ""] + budgets.values.map { FigureText.text($0.promised, digits: 1) },
      ["at most", ""] + budgets.values.map { "\($0.atMost)" },
      ["at least", ""] + budgets.values.map { budget in budget.atLeast.map { "\($0)" } ?? "-" },
    ]
    let resultRows = results.map { result in
      [result.kind.rawValue, "\(result.seed)"] + result.alerts.values.map { "\($0)" }
    }
    let shareRows = kinds.map { kind in
      let shares = share(of: kind)?.values ?? []
      return [kind.rawValue, "all"] + shares.map { FigureText.text($0, digits: 2) }
    }
    // The columns of all three tables stand below each other.
    var lines = AlignedColumns.lines(
      [["", "seed"] + sensitivities] + budgetRows + resultRows + shareRows)[...]
    func next(_ count: Int) -> [String] {
      defer { lines = lines.dropFirst(count) }
      return Array(lines.prefix(count))
    }
    var text = [heading, ""] + next(1 + budgetRows.count) + [""]
    text += zip(next(results.count), results).map { "\($0)  \($1.verdict)" }
    text += ["", "Alerts over the promise, all seeds together"] + next(kinds.count)
    return text + ["", conclusion]
  }

  private var conclusion: String {
    let broken = results.count { !$0.isKept }
    return broken == 0
      ? "every promise is kept"
      : "promises are broken on \(broken) of \(Words.count(results.count, "role"))"
  }
}

extension BudgetResult {
  /// Whether the promises are kept, and if not, which are broken how.
  var verdict: String {
    if isKept { return "kept" }
    let parts = [(FalseAlertBudget.Outcome.tooMany, "too many"), (.tooFew, "too few")]
    let broken = parts.compactMap { outcome, words -> String? in
      let sensitivities = zip(Sensitivity.named, outcomes.values).filter { $0.1 == outcome }
      return sensitivities.isEmpty
        ? nil : "\(words) at \(Words.list(sensitivities.map(\.0.rawValue)))"
    }
    return "broken: \(broken.joined(separator: ", "))"
  }
}
