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
        "fitSeconds": 0.5, "scoreSeconds": 0.25}}]}
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

  @Test func tableAlignsColumns() throws {
    let table = try Self.result().table()
    #expect(
      table == """
        small: 1 entity, a row every 300 s, VUS buffer 4 rows; alerts: insensitive / normal / sensitive

        detector  VUS-PR  AUC-PR  VUS-ROC        event recall          false/host-day  alert h/host-day  fit s  score s
        role       0.513   0.500    0.750  0.25 / 0.50 / 1.00  0.000 / 0.125 / 12.000   0.00 / - / 1.00  0.500    0.250
        base rate 0.042
        """)
  }

  @Test func tablePerEntityNamesEntityAndDetector() throws {
    let plain = try Self.result().table()
    let table = try Self.result().table(perEntity: true)
    #expect(table.hasPrefix(plain))
    let lines = table.dropFirst(plain.count).split(separator: "\n")
    try #require(lines.count == 2)
    #expect(lines[0].hasPrefix("entity  detector  VUS-PR"))
    #expect(lines[1].hasPrefix("web-1   role           -       -        -          -       0"))
    #expect(lines[1].hasSuffix("  - / -3.0 / 2.5"))
    #expect(lines[0].count == lines[1].count)
  }
}
