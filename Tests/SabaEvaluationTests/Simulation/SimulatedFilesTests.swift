import Foundation
import Saba
import SabaEvaluation
import Testing

private let web = Simulator.run(.webRole)
private let fileNames = [
  "dataset.json", "web/train.csv", "web/test.csv", "web/labels.csv", "web/interpretation.csv",
  "web/incidents.csv",
]

/// Calls a closure with a folder that does not exist yet, and removes what is there afterwards.
private func withFolder(_ body: (String) throws -> Void) throws {
  let base = FileManager.default.temporaryDirectory.appending(path: "saba-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: base) }
  try body(base.appending(path: "a/b").path)
}

private func rows(_ path: String) throws -> [[String]] {
  let lines = try String(contentsOfFile: path, encoding: .utf8)
    .split(separator: "\n", omittingEmptySubsequences: false)
  #expect(lines.last == "")
  return lines.dropLast().map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
  }
}

@Suite struct SimulatedFilesTests {
  /// The fixture is what the command in its manifest makes.
  @Test func theCommittedFixtureIsUpToDate() throws {
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    let fixture = root.appending(path: "Fixtures/web-role").path
    try withFolder { folder in
      try web.write(to: folder)
      for name in fileNames {
        let made = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        let committed = try Data(contentsOf: URL(filePath: "\(fixture)/\(name)"))
        let isUpToDate = made == committed
        #expect(isUpToDate, "\(name): run the command in its dataset.json again")
        #expect(made.count < (name == "web/train.csv" ? 1_200_000 : 1_400_000))
      }
    }
  }

  @Test func theTablesHoldTheHistories() throws {
    try withFolder { folder in
      try web.write(to: folder)
      for (part, history) in [("train", web.train), ("test", web.test)] {
        let table = try rows("\(folder)/web/\(part).csv")
        #expect(table.first == ["timestamp", "host"] + history.metrics)
        var expected: [[String]] = []
        for frame in history.frames {
          for row in 0..<frame.rowCount {
            let values = frame.values.row(row)
            if part == "train" && values.allSatisfy(\.isNaN) { continue }
            // Doubles as their bits' text, a gap as an empty cell.
            expected.append(
              ["\(frame.time(ofRow: row))", frame.host]
                + values.map { $0.isNaN ? "" : "\($0)" })
          }
        }
        let read = try table.dropFirst().map { fields in
          try Array(fields.prefix(2))
            + fields.dropFirst(2).map { $0.isEmpty ? "" : "\(try #require(Double($0)))" }
        }
        let firstDifference = zip(read, expected).first { $0 != $1 }
        #expect(firstDifference == nil)
        #expect(read.count == expected.count)
      }
    }
  }

  @Test func theLabelsAreTheIncidents() throws {
    try withFolder { folder in
      try web.write(to: folder)
      let table = try rows("\(folder)/web/test.csv").dropFirst()
      let labels = try rows("\(folder)/web/labels.csv")
      let reasons = try rows("\(folder)/web/interpretation.csv")
      #expect(labels.first == ["start", "end"])
      #expect(reasons.first == ["start", "end", "metrics"])
      var affected: Set<String> = []
      for (label, reason) in zip(labels.dropFirst(), reasons.dropFirst()) {
        #expect(label == Array(reason.prefix(2)))
        let first = try #require(Int(label[0]))
        let last = try #require(Int(label[1]))
        for row in first...last {
          let cells = table[table.startIndex + row]
          affected.insert("\(cells[1]) \(cells[0]) \(reason[2])")
        }
      }
      var expected: Set<String> = []
      for incident in web.incidents {
        for time in stride(from: incident.start, to: incident.end, by: 300) {
          for host in incident.hosts {
            expected.insert("\(host) \(time) \(incident.culprits.joined(separator: " "))")
          }
        }
      }
      #expect(affected == expected)
      #expect(labels.count == reasons.count)
    }
  }

  @Test func theStoryHasTimesAndPlainWords() throws {
    try withFolder { folder in
      try web.write(to: folder)
      let story = try rows("\(folder)/web/incidents.csv")
      #expect(story.first == ["kind", "hosts", "start", "end", "culprits", "description"])
      #expect(story.count == web.incidents.count + 1)
      for (fields, incident) in zip(story.dropFirst(), web.incidents) {
        let start = try Date(fields[2], strategy: .iso8601)
        let end = try Date(fields[3], strategy: .iso8601)
        #expect(start.timeIntervalSince1970 == Double(incident.start))
        #expect(end.timeIntervalSince1970 == Double(incident.end))
        #expect(fields[0] == incident.kind.rawValue)
        #expect(fields[1] == incident.hosts.joined(separator: " "))
        #expect(fields[4] == incident.culprits.joined(separator: " "))
        #expect(fields[5] == incident.description)
      }
    }
  }

  struct Resizing: Sendable {
    var hosts = 3
    var days = 14
    var testDays = 3
    var interval = 300
    var command: String?
  }

  @Test(arguments: [
    Resizing(command: "saba simulate --scenario web-role --seed 5 --output FOLDER"),
    Resizing(
      hosts: 1, days: 2, testDays: 1,
      command: "saba simulate --scenario web-role --seed 5 --hosts 1 --days 2 --test-days 1 "
        + "--output FOLDER"),
    Resizing(
      days: 1, command: "saba simulate --scenario web-role --seed 5 --days 1 --output FOLDER"),
    Resizing(interval: 600, command: nil),
  ])
  func theManifestNamesTheCommandThatMakesTheSetAgain(resizing: Resizing) throws {
    struct Manifest: Decodable { var command: String? }
    var scenario = Scenario.webRole
    scenario.hosts = resizing.hosts
    scenario.trainingDays = resizing.days
    scenario.testDays = resizing.testDays
    scenario.interval = resizing.interval
    try withFolder { folder in
      try Simulator.run(scenario, seed: 5).write(to: folder)
      let data = try Data(contentsOf: URL(filePath: "\(folder)/dataset.json"))
      #expect(try JSONDecoder().decode(Manifest.self, from: data).command == resizing.command)
    }
  }

  @Test func theManifestIsJSON() throws {
    struct Manifest: Decodable {
      var name: String
      var layout: String
      var intervalSeconds: Int
      var vusBuffer: Int
      var testContinuesTrain: Bool
      var scenario: String
      var seed: UInt64
      var hosts: Int
      var licence: String
      var command: String?
    }
    try withFolder { folder in
      var scenario = Scenario(name: "a \"b\\\n", hosts: 1, trainingDays: 1, testDays: 1)
      scenario.start += 366 * 86_400
      try Simulator.run(scenario, seed: 7).write(to: folder)
      let data = try Data(contentsOf: URL(filePath: "\(folder)/dataset.json"))
      let manifest = try JSONDecoder().decode(Manifest.self, from: data)
      #expect(manifest.name == scenario.name && manifest.scenario == scenario.name)
      #expect(manifest.layout == "entities")
      #expect(manifest.intervalSeconds == 300 && manifest.vusBuffer == 20)
      #expect(manifest.testContinuesTrain)
      #expect(manifest.seed == 7 && manifest.hosts == 1)
      #expect(manifest.licence == "Apache-2.0")
      #expect(manifest.command == nil)
    }
  }

  @Test func anEarlierSetIsReplacedAndAnUnfinishedOneToo() throws {
    let scenario = Scenario(name: "short", hosts: 1, trainingDays: 1, testDays: 1)
    try withFolder { folder in
      try Simulator.run(scenario, seed: 1).write(to: folder)
      let one = try Data(contentsOf: URL(filePath: "\(folder)/web/train.csv"))
      try Simulator.run(scenario, seed: 2).write(to: folder)
      #expect(try Data(contentsOf: URL(filePath: "\(folder)/web/train.csv")) != one)
      try FileManager.default.removeItem(atPath: "\(folder)/dataset.json")
      try Simulator.run(scenario, seed: 1).write(to: folder)
      #expect(try Data(contentsOf: URL(filePath: "\(folder)/web/train.csv")) == one)
      #expect(FileManager.default.fileExists(atPath: "\(folder)/dataset.json"))
    }
  }

  @Test(arguments: ["notes.txt", "dataset.json", "web/index.html"])
  func aFolderWithSomethingElseIsLeftAlone(foreign: String) throws {
    let scenario = Scenario(name: "short", hosts: 1, trainingDays: 1, testDays: 1)
    try withFolder { folder in
      let file = URL(filePath: "\(folder)/\(foreign)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: file)
      let error = #expect(throws: InputError.self) {
        try Simulator.run(scenario).write(to: folder)
      }
      #expect(error?.place.path == folder)
      #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).contains(foreign))
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/web/train.csv"))
      #expect(try Data(contentsOf: file) == Data("{}".utf8))
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    try withFolder { folder in
      let parent = URL(filePath: folder).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: folder))
      let scenario = Scenario(name: "short", hosts: 1, trainingDays: 1, testDays: 1)
      #expect(throws: InputError.self) { try Simulator.run(scenario).write(to: folder) }
    }
  }
}
