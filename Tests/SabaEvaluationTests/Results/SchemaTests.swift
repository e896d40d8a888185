import Foundation
import SabaEvaluation
import Testing

/// Holds a document against a schema, as far as this project's schema goes, and strictly: a key that
/// the schema does not name is an error.
private struct SchemaCheck {
  let root: [String: Any]
  private(set) var problems: [String] = []

  init(schema: Any) throws {
    root = try #require(schema as? [String: Any])
  }

  mutating func check(_ value: Any) { check(value, root, at: "$") }

  private mutating func check(_ value: Any, _ schema: [String: Any], at path: String) {
    if let reference = schema["$ref"] as? String {
      let name = String(reference.split(separator: "/").last ?? "")
      guard let target = (root["$defs"] as? [String: [String: Any]])?[name] else {
        problems.append("\(path): no definition \(reference)")
        return
      }
      check(value, target, at: path)
      return
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      for choice in choices {
        var trial = self
        trial.problems = []
        trial.check(value, choice, at: path)
        if trial.problems.isEmpty { return }
      }
      problems.append("\(path): fits no alternative")
      return
    }
    if let constant = schema["const"] as? Int, value as? Int != constant {
      problems.append("\(path): not \(constant)")
    }
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Self.isType($0, value) }) {
      problems.append("\(path): \(value) is not of \(types)")
    }
    if let object = value as? [String: Any] { check(object, schema, at: path) }
    if let items = schema["items"] as? [String: Any], let array = value as? [Any] {
      for (index, item) in array.enumerated() { check(item, items, at: "\(path)[\(index)]") }
    }
  }

  private mutating func check(_ object: [String: Any], _ schema: [String: Any], at path: String) {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    for key in schema["required"] as? [String] ?? [] where object[key] == nil {
      problems.append("\(path).\(key): missing")
    }
    for (key, value) in object {
      if let property = properties[key] ?? schema["additionalProperties"] as? [String: Any] {
        check(value, property, at: "\(path).\(key)")
      } else {
        problems.append("\(path).\(key): not in the schema")
      }
    }
  }

  private static func isType(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "integer": (value as? Double).map { $0 == $0.rounded() } ?? false
    case "number": value is Double
    case "boolean": value is Bool
    default: false
    }
  }
}

@Suite struct SchemaTests {
  static let path =
    URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources/SabaEvaluation/Results/EvaluationResult.schema.json")
    .standardized

  private func problems(_ document: Data) throws -> [String] {
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.path))
    var check = try SchemaCheck(schema: schema)
    check.check(try JSONSerialization.jsonObject(with: document))
    return check.problems
  }

  @Test func resultsAreOfTheCommittedForm() async throws {
    for files in [EvaluationTests.files, DatasetFixture.twoHosts] {
      try await withFolder(files) { path in
        let result = try await Evaluation(
          dataset: Dataset(path: path),
          detectors: [RandomDetector(), RoleDetector()], includesPointAdjusted: true
        ).run()
        let found = try problems(JSONEncoder().encode(result))
        #expect(found == [])
      }
    }
  }

  @Test func everyFigureIsInTheSchemaOnce() throws {
    let names = Figures.named.map(\.name)
    #expect(Set(names).count == names.count)
    let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Figures()))
    let keys = try #require(written as? [String: Any]).keys
    #expect(Set(names.map { String($0.prefix { $0 != "." }) }) == Set(keys))
  }

  @Test func theCheckFindsWhatIsWrong() throws {
    let bad = """
      {"formatVersion": 2, "dataset": 1, "layout": "x", "vusBuffer": 1.5, "detectors": [{}],
       "extra": 0}
      """
    let problems = try problems(Data(bad.utf8))
    for place in [
      "$.formatVersion: not 1", "$.dataset: 1", "$.vusBuffer: 1.5", "$.intervalSeconds: missing",
      "$.detectors[0].mean: missing", "$.extra: not in the schema",
    ] {
      #expect(problems.contains { $0.hasPrefix(place) }, "\(place) in \(problems)")
    }
  }
}
