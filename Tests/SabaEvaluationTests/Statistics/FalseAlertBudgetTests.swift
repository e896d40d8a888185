import Saba
import SabaEvaluation
import Testing

@Suite struct FalseAlertBudgetTests {
  @Test func boundsOf200HostWeeks() {
    // SciPy: poisson.ppf(0.995, [140/9, 140/3, 200]).
    let insensitive = FalseAlertBudget(.insensitive, hostDays: 1400)
    #expect(insensitive.atMost == 27 && insensitive.atLeast == nil)
    let normal = FalseAlertBudget(.normal, hostDays: 1400)
    #expect(normal.atMost == 65 && normal.atLeast == nil)
    let sensitive = FalseAlertBudget(.sensitive, hostDays: 1400)
    #expect(sensitive.promised == 200)
    #expect(sensitive.atMost == 237 && sensitive.atLeast == 60)
  }

  @Test func countsOnTheBoundsKeepThePromise() {
    let budget = FalseAlertBudget(.sensitive, hostDays: 1400)
    #expect([60, 200, 237].allSatisfy { budget.outcome(of: $0) == .kept })
    #expect(budget.outcome(of: 59) == .tooFew)
    #expect(budget.outcome(of: 238) == .tooMany)
    #expect(FalseAlertBudget(.normal, hostDays: 1400).outcome(of: 0) == .kept)
  }

  @Test func fewAlertsWhereFewArePromisedAreChance() {
    // Of one promised alert none comes in 37 % of all cases; SciPy: poisson.ppf(0.005, 8) is 2.
    #expect(FalseAlertBudget(.sensitive, hostDays: 7).atLeast == 0)
    #expect(FalseAlertBudget(.sensitive, hostDays: 56).atLeast == 2)
  }
}
