import Foundation
import SabaEvaluation
import Testing

@Suite struct ResultComparisonTests {
  /// A result of one detector whose entities have these VUS-PR and false alerts.
  static func result(
    _ volumes: [Double?], falseAlerts: [Double]? = nil, detector: String = "role",
    dataset: String = "set", buffer: Int = 4, events: Int = 1, names: [String]? = nil
  ) throws -> EvaluationResult {
    func figures(_ volume: Double?, _ rate: Double) -> String {
      """
      "vusPR": \(volume.map { "\($0)" } ?? "null"), "falseAlertsPerHostDay":
      {"insensitive": null, "normal": null, "sensitive": \(rate)}
      """
    }
    let entities = volumes.enumerated().map { index, volume in
      """
      {"name": "\(names?[index] ?? "e\(index)")", "rows": 9, "events": \(events), "intervalSeconds": 60,
       "vusBuffer": \(buffer), \(figures(volume, falseAlerts?[index] ?? 0)),
       "fitSeconds": 0, "scoreSeconds": 0}
      """
    }
    let known = volumes.compactMap { $0 }
    let mean = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    let json = """
      {"formatVersion": 1, "dataset": "\(dataset)", "layout": "entities", "intervalSeconds": 60,
       "vusBuffer": \(buffer), "detectors": [{"name": "\(detector)", "intervals": {},
       "againstFirst": {}, "mean": {\(figures(mean, 0))},
       "entities": [\(entities.joined(separator: ","))]}]}
      """
    return try JSONDecoder().decode(EvaluationResult.self, from: Data(json.utf8))
  }

  static let steady = [0.5, 0.4, 0.9, 0.2, 0.7, 0.6]

  @Test func aLossOnEveryEntityIsSignificant() throws {
    let worse = Self.steady.map { $0 - 0.05 }
    let comparison = try ResultComparison(
      old: Self.result(Self.steady), new: Self.result(worse), figures: ["vusPR", "aucPR"])
    // No entity has the other figure.
    #expect(comparison.changes.map(\.figure) == ["vusPR"])
    let change = try #require(comparison.changes.first)
    #expect(abs(change.loss - 0.05) < 1e-12)
    #expect(change.comparison.worseCount == 6)
    #expect(change.isSignificantLoss(beyond: 0.02))
    #expect(!change.isSignificantLoss(beyond: 0.06))
    let back = try ResultComparison(
      old: Self.result(worse), new: Self.result(Self.steady), figures: ["vusPR"])
    #expect(back.changes[0].loss < 0)
    #expect(!back.changes[0].isSignificantLoss(beyond: 0))
  }

  @Test func aLossThatMayBeChanceIsNot() throws {
    var mixed = Self.steady
    for (index, change) in [0.3, -0.35, 0.2, -0.3, 0.1, -0.25].enumerated() {
      mixed[index] += change
    }
    let comparison = try ResultComparison(
      old: Self.result(Self.steady), new: Self.result(mixed), figures: ["vusPR"])
    #expect(comparison.changes[0].loss > 0.02)
    #expect(!comparison.changes[0].isSignificantLoss(beyond: 0.02))
  }

  @Test func moreFalseAlertsAreALoss() throws {
    let comparison = try ResultComparison(
      old: Self.result(Self.steady, falseAlerts: [0, 0, 0, 0, 0, 0]),
      new: Self.result(Self.steady, falseAlerts: [1, 2, 1, 1, 2, 1]),
      figures: ["falseAlertsPerHostDay.sensitive", "vusPR"])
    #expect(comparison.changes.map(\.figure) == ["falseAlertsPerHostDay.sensitive", "vusPR"])
    #expect(comparison.changes[0].isSignificantLoss(beyond: 1))
    #expect(comparison.changes[1].comparison.equalCount == 6)
    #expect(!comparison.changes[1].isSignificantLoss(beyond: 0))
  }

  @Test func withOneEntityTheLossItselfDecides() throws {
    let comparison = try ResultComparison(
      old: Self.result([0.5]), new: Self.result([0.4]), figures: ["vusPR"])
    #expect(comparison.changes[0].comparison.interval == nil)
    #expect(comparison.changes[0].isSignificantLoss(beyond: 0.02))
    #expect(!comparison.changes[0].isSignificantLoss(beyond: 0.2))
  }

  @Test func whatOnlyOneHasIsNamed() throws {
    let comparison = try ResultComparison(
      old: Self.result([0.5, 0.6, nil], names: ["a", "b", "c"]),
      new: Self.result([0.5, 0.7, 0.1], names: ["b", "c", "d"]), figures: ["vusPR"])
    #expect(comparison.unmatched == ["a of role", "d of role"])
    // c had no figure before.
    #expect(comparison.changes[0].comparison.pairCount == 1)
    #expect(comparison.lines.last == "in one of the results only: a of role, d of role")
  }

  @Test func whatTheNewerOneLacksIsNamed() throws {
    let old = try Self.result([0.5, 0.6, nil, 0.4], names: ["a", "b", "c", "d"])
    func missing(_ new: EvaluationResult, _ figure: String = "vusPR") -> [String] {
      ResultComparison.places(of: figure, old: old, new: new).missing
    }
    #expect(ResultComparison.places(of: "vusPR", old: old, new: old).known == 3)
    #expect(ResultComparison.places(of: "aucPR", old: old, new: old).known == 0)
    #expect(missing(old) == [])
    #expect(
      try missing(Self.result([0.5, nil, 0.1], names: ["a", "b", "e"])) == [
        "b of role", "d of role",
      ])
    #expect(try missing(Self.result([0.5], detector: "random")).count == 3)
  }

  @Test func whatCannotBeComparedIsAnError() throws {
    let old = try Self.result(Self.steady)
    for (new, problem) in try [
      (Self.result(Self.steady, dataset: "other"), "of different sets, set and other"),
      (Self.result(Self.steady, buffer: 5), "the VUS buffers of e0 differ"),
      (Self.result(Self.steady, events: 2), "the rows, the events or"),
      (Self.result(Self.steady, detector: "random"), "no detector, entity and figure in common"),
      (Self.result([0.1], names: ["z"]), "no detector, entity and figure in common"),
    ] {
      let error = try #require(throws: ResultMismatch.self) {
        _ = try ResultComparison(old: old, new: new, figures: ["vusPR"])
      }
      #expect(error.description.contains(problem), "\(error)")
    }
  }
}
