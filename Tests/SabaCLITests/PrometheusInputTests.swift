internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("Answers of Prometheus as input")
struct PrometheusInputTests {
  /// Wide CSV as Prometheus would answer it: a series for each metric of each host.
  static func answer(_ csv: String, environment: String = "prod") -> String {
    let rows = csv.split(separator: "\n").map { $0.split(separator: ",") }
    var series: [String] = []
    for host in Set(rows.dropFirst().map { $0[1] }).sorted() {
      for (column, metric) in rows[0].enumerated().dropFirst(2) {
        let values = rows.dropFirst().filter { $0[1] == host }.map {
          "[\($0[0]),\"\($0[column])\"]"
        }
        series.append(
          """
          {"metric":{"__name__":"\(metric)","instance":"\(host):9100","env":"\(environment)"},
          "values":[\(values.joined(separator: ","))]}
          """)
      }
    }
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
      + series.joined(separator: ",") + "]}}\n"
  }

  @Test("The same model and verdicts as from CSV, though a label was another then")
  func sameAsCSV() throws {
    try Fixture.withModel { folder in
      let history = try String(contentsOfFile: "\(folder)/history.csv", encoding: .utf8)
      try Fixture.write(Self.answer(history), to: "\(folder)/history.json")
      let trained = try SabaProcess.run(
        ["train", "--history", "history.json", "--output", "other.saba"], in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(
        try Data(contentsOf: URL(filePath: "\(folder)/other.saba"))
          == Data(contentsOf: URL(filePath: "\(folder)/role.saba")))
      let rows = Fixture.rows(12, moved: 3, by: 25, in: 4..<9)
      let judge = ["judge", "--model", "other.saba", "--input", "-"]
      let expected = try SabaProcess.run(judge, input: Data(rows.utf8), in: folder)
      let answer = Data(Self.answer(rows, environment: "test").utf8)
      let result = try SabaProcess.run(judge, input: answer, in: folder)
      #expect(result.output == expected.output && result.status == 2)
      let followed = try SabaProcess.run(judge + ["--follow"], input: answer, in: folder)
      #expect(followed.status == 65 && followed.output.isEmpty)
      #expect(followed.errors.contains("is no stream; leave out --follow"))
    }
  }
}
