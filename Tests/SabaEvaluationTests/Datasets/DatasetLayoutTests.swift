import Saba
import SabaEvaluation
import Testing

@Suite struct DatasetLayoutTests {
  @Test func theLayoutsAreNamed() {
    #expect(Dataset.layouts == ["entities", "nab", "series", "omni", "tsbad"])
  }

  @Test func aFolderOfNoLayoutIsToldWhatEachLooksLike() async throws {
    try await withFolder(["notes.txt": "nothing"]) { path in
      let error = try #require(throws: InputError.self) { try Dataset(path: path) }
      #expect(error.kind == .noInput && error.problem == "its layout cannot be told")
      for layout in Dataset.layouts { #expect(error.cure.contains("\(layout) (")) }
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func aNamedLayoutWins() async throws {
    var files = NABLayoutTests.copy
    files["labels.csv"] = "file,start_row,end_row\nrealB/net.csv,3,3\n"
    try await withFolder(files) { path in
      #expect(try Dataset(path: path).layout == "nab")
      let dataset = try Dataset(path: path, layout: "series")
      #expect(dataset.layout == "series" && dataset.name == "numenta")
      #expect(try dataset.entity(named: "realB/net").events == [3...3])
    }
  }

  @Test func aManifestWinsOverLooks() async throws {
    var files = OmniLayoutTests.files
    files["dataset.json"] = #"{"name": "x", "layout": "tsbad"}"#
    try await withFolder(files) { path in
      let error = try #require(throws: InputError.self) { try Dataset(path: path) }
      #expect(error.problem.hasPrefix("there is no file …_tr_"))
    }
    files["dataset.json"] = #"{"name": "servers", "layout": "omni"}"#
    let named = try await withFolder(files) { path in try Dataset(path: path).name }
    #expect(named == "servers")
  }

  /// An entity's own files are not read before it is asked for.
  @Test func readingIsLazy() async throws {
    var files = OmniLayoutTests.files
    files["test/machine-1-1.txt"] = "broken"
    try await withFolder(files) { path in
      let dataset = try Dataset(path: path)
      #expect(try dataset.entity(named: "machine-1-2").labels.count == 1)
      #expect(throws: InputError.self) { try dataset.entity(named: "machine-1-1") }
    }
  }
}
