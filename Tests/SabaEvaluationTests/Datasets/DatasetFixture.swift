import Foundation
import Saba
import SabaEvaluation
import Testing

/// Files by their paths within a data set's folder.
typealias DatasetFiles = [String: String]

/// Writes files into a temporary folder, hands on its path, and removes it.
func withFolder<Result>(
  _ files: DatasetFiles, _ body: (_ path: String) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "saba-dataset-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  for (name, text) in files {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try await body(folder.path)
}

enum DatasetFixture {
  static func manifest(
    layout: String = "entities", interval: Int = 300, vusBuffer: String = "4",
    testContinuesTrain: Bool = true
  ) -> String {
    """
    {"name": "small", "layout": "\(layout)", "intervalSeconds": \(interval), "vusBuffer": \(vusBuffer),
     "testContinuesTrain": \(testContinuesTrain), "licence": "none"}
    """
  }

  /// Two one-host entities of two metrics: six rows of train, five of test.
  static let oneHost: DatasetFiles = [
    "dataset.json": manifest(),
    "web-2/train.csv": "cpu,memory\n0,1\n2,3\n4,5\n6,7\n8,9\n10,11\n",
    "web-2/test.csv": "cpu,memory\n1,2\n,4\n5,nan\n7,8\n9,10\n",
    "web-2/labels.csv": "start,end\n3,4\n0,0\n",
    "web-2/interpretation.csv": "start,end,metrics\n3,5,memory cpu\n0,1,memory\n",
    "web-1/train.csv": "cpu,memory\n0,1\n2,3\n",
    "web-1/test.csv": "cpu,memory\n1,2\n3,4\n",
    "web-1/labels.csv": "start,end\n",
    "notes/read.me": "not an entity",
  ]

  /// One entity of two hosts; b has a gap of two rows in test, and comes first in the file.
  static let twoHosts: DatasetFiles = [
    "dataset.json": manifest(),
    "web/train.csv": "timestamp,host,cpu\n3000,a,1\n3300,a,2\n3000,b,3\n3300,b,4\n",
    "web/test.csv":
      "timestamp,host,cpu\n3600,b,1\n3900,b,2\n4800,b,3\n5100,b,4\n3900,a,5\n4200,a,\n4500,a,7\n",
    "web/labels.csv": "start,end,kind\n1,2,load\n5,6,load\n",
  ]
}

/// What is changed in a good data set, and what the error must say of it.
struct Damage: Sendable, CustomTestStringConvertible {
  var files: DatasetFiles = DatasetFixture.oneHost
  /// New contents of files, nil to remove one.
  var change: [String: String?]
  var layout = "auto"
  var kind: InputError.Kind = .badData
  /// The place in the set, with line and column where they are known.
  var place: String
  /// How the problem begins.
  var problem: String
  var testDescription: String { "\(place) \(problem)" }

  /// Opens the set and reads all its entities, which must fail as foretold.
  func expectError() async throws {
    var files = files
    for (name, text) in change { files[name] = text }
    try await withFolder(files) { path in
      let error = try #require(throws: InputError.self) {
        let dataset = try Dataset(path: path, layout: layout)
        for name in dataset.entityNames { _ = try dataset.entity(named: name) }
      }
      #expect(error.kind == kind)
      #expect(error.place.description == path + place)
      #expect(error.problem.hasPrefix(problem), "\(error)")
      #expect(!error.cure.isEmpty)
    }
  }
}
