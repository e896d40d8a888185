import Foundation
import SabaEvaluation
import Testing

@Suite struct EvaluationResultTests {
  static let json = """
    {"formatVersion": 1, "dataset": "small", "layout": "entities",
     "intervalSeconds": 300, "vusBuffer": 4,
     "detectors": [{"name": "role", "entities": [
       {"name": "web-1", "rows": 2, "events": 0, "intervalSeconds": 300, "vusBuffer": 4,
        "unjudged": null, \(noRowFigures),
        "vusPR": null, "aucPR": null, "vusROC": null, "baseRate": null,
        "eventRecall": {"insensitive": null, "normal": null, "sensitive": null},
        "falseAlertsPerHostDay": {"insensitive": 0, "normal": 0.125, "sensitive": 12},
        "alertHoursOutsideEventsPerHostDay": {"insensitive": 0, "normal": 0.5, "sensitive": 1},
        "medianDelay": {"insensitive": null, "normal": -3, "sensitive": 2.5},
        "fitSeconds": 0.5, "scoreSeconds": 0.25}],
      "mean": {"vusPR": 0.5126, "aucPR": 0.5, "vusROC": 0.75, "baseRate": 0.0424, \(noRowFigures),
        "eventRecall": {"insensitive": 0.25, "normal": 0.5, "sensitive": 1},
        "falseAlertsPerHostDay": {"insensitive": 0, "normal": 0.125, "sensitive": 12},
        "alertHoursOutsideEventsPerHostDay": {"insensitive": 0, "normal": null, "sensitive": 1},
        "medianDelay": {"insensitive": null, "normal": -3, "sensitive": 2.5},
        "fitSeconds": 0.5, "scoreSeconds": 0.25},
      "intervals": {"vusPR": {"low": 0.4, "high": 0.6}}, "againstFirst": {},
      "falseAlerts": null, "reliability": null,
      "nab": {"standard": 50.25, "lowFalsePositives": 40, "lowFalseNegatives": 60}}]}
    """
  private static let noRowFigures = """
    "rangePR": null, "rangeROC": null, "aucROC": null, "pate": null, "bestF1": null,
    "affiliationPrecision": {"insensitive": null, "normal": null, "sensitive": null},
    "affiliationRecall": {"insensitive": null, "normal": null, "sensitive": null},
    "hitRate100": null, "hitRate150": null, "firstCulprit": null, "ndcg5": null,
    "pointAdjustedF1": null
    """

  static func result() throws -> EvaluationResult {
    try JSONDecoder().decode(EvaluationResult.self, from: Data(json.utf8))
  }

  @Test func writesEveryKeyAndNullWhereThereIsNoFigure() throws {
    let result = try Self.result()
    #expect(result.detectors[0].entities[0].vusPR == nil)
    #expect(result.detectors[0].entities[0].medianDelay.normal == -3)
    let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(result))
    let expected = try JSONSerialization.jsonObject(with: Data(Self.json.utf8))
    #expect((written as? NSDictionary) == (expected as? NSDictionary))
  }

  @Test func tablesAlignColumnsAndLeaveOutWhatDoesNotExist() throws {
    let lines = try Self.result().lines()
    #expect(
      lines == [
        "small: 1 entity, a row every 300 s, VUS buffer 4 rows", "",
        "detector                VUS-PR  AUC-PR  VUS-ROC",
        "role      0.513 [0.400, 0.600]   0.500    0.750", "",
        "Alerts at insensitive / normal / sensitive (false alerts per host-day promised: "
          + "0.011 / 0.033 / 0.143)",
        "detector        events found  median delay, rows          false/host-day  alert h/host-day",
        "role      0.25 / 0.50 / 1.00      - / -3.0 / 2.5  0.000 / 0.125 / 12.000   0.00 / - / 1.00",
        "", "NAB", "detector  standard  low FP  low FN", "role          50.3    40.0    60.0",
        "", "base rate 0.042",
      ])
  }

  @Test func linesPerEntityNameEntityAndDetector() throws {
    let plain = try Self.result().lines()
    let lines = try Self.result().lines(perEntity: true)
    #expect(lines.starts(with: plain))
    let added = lines.dropFirst(plain.count + 1)
    try #require(added.count == 2)
    #expect(added.first?.hasPrefix("entity  detector  VUS-PR") == true)
    #expect(added.last?.hasPrefix("web-1   role           -       -        -          -") == true)
    #expect(added.last?.hasSuffix("       0") == true)
    #expect(Set(added.map(\.count)).count == 1)
  }

  @Test func whatCouldNotBeJudgedIsNamedWithTheReason() throws {
    var result = try Self.result()
    result.detectors[0].entities[0].unjudged = "the history is too short"
    #expect(
      result.lines().last
        == "role could not judge 1 of 1 entities; web-1: the history is too short")
  }
}
