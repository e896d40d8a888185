internal import Foundation
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Models by version")
struct ModelStoreTests {
  static let model: Result<RoleModel, TrainingError> = Result { () throws(TrainingError) in
    try RoleModel.train(history: SyntheticRole.history(hosts: 1, days: 5, interval: 900))
  }

  /// Another model, to be told from the first.
  static let other: Result<RoleModel, TrainingError> = Result { () throws(TrainingError) in
    try RoleModel.train(history: SyntheticRole.history(hosts: 1, days: 6, interval: 900, seed: 2))
  }

  func withStore(_ body: (ModelStore) throws -> Void) throws {
    try TemporaryFolder.with { try body(ModelStore(path: "\($0)/models", role: "web")) }
  }

  func names(_ store: ModelStore) throws -> [String] { try TemporaryFolder.names(in: store.folder) }

  @Test("A model that is added is the next version, and current")
  func adding() throws {
    try withStore { store in
      #expect(try store.contents() == nil)
      let (model, other) = (try Self.model.get(), try Self.other.get())
      let first = try store.add(model, at: 1000)
      #expect(first.number == 1 && first.reason == .byHand && first.note == nil)
      #expect(first.trainedAt == 1000 && first.hostCount == 1 && first.metricCount == 4)
      #expect(first.from == model.summary.firstTime && first.to == model.summary.lastTime + 900)
      let second = try store.add(other, reason: .change(at: 500), note: "new shop", at: 2000)
      let contents = try #require(try store.contents())
      #expect(contents.versions == [first, second])
      #expect(contents.current == second && contents.since == 2000)
      #expect(contents.revertedFrom == nil)
      #expect(second.reason.changedAt == 500 && second.note == "new shop")
      #expect(try store.currentModel().model == other && store.model(1) == model)
      #expect(try names(store) == ["1.saba", "2.saba", "index.json", "lock"])
    }
  }

  @Test("Going back makes an earlier version current, and loses none")
  func reverting() throws {
    try withStore { store in
      let model = try Self.model.get()
      for time in 1...3 { _ = try store.add(model, reason: .schedule, at: time) }
      #expect(try store.revert(at: 10).number == 2)
      #expect(try store.revert(at: 11).number == 1)
      #expect(try store.contents()?.revertedFrom == 2 && store.contents()?.since == 11)
      let none = inputError { () throws(InputError) in try store.revert(at: 12) }
      #expect(none?.problem == "there is no version before 1" && none?.kind == .noInput)
      #expect(try store.revert(to: 3, at: 13).number == 3)
      let absent = inputError { () throws(InputError) in try store.revert(to: 7, at: 14) }
      #expect(absent?.cure == "choose one of 1, 2, 3")
      #expect(try store.add(model, at: 15).number == 4)
      #expect(try store.contents()?.revertedFrom == nil)
      // What cannot be read does not become current.
      try AtomicFile.write("spoilt", to: store.path(of: 2))
      #expect(throws: InputError.self) { try store.revert(to: 2, at: 16) }
      #expect(try store.current().number == 4)
    }
  }

  @Test("Old versions go, but never the current one, and no number comes again")
  func pruning() throws {
    try withStore { store in
      let model = try Self.model.get()
      for time in 1...5 { _ = try store.add(model, at: time) }
      _ = try store.revert(to: 2, at: 6)
      #expect(try store.prune(keeping: 2).map(\.number) == [1, 3])
      #expect(try store.contents()?.versions.map(\.number) == [2, 4, 5])
      #expect(try names(store) == ["2.saba", "4.saba", "5.saba", "index.json", "lock"])
      #expect(try store.prune(keeping: 9).isEmpty)
      #expect(try store.current().number == 2)
      _ = try store.revert(to: 4, at: 7)
      #expect(try store.prune(keeping: 1).map(\.number) == [2])
      #expect(try store.add(model, at: 8).number == 6)
    }
  }

  @Test("What a crash leaves behind is in nobody's way")
  func crash() throws {
    try withStore { store in
      let model = try Self.model.get()
      _ = try store.add(model, at: 1)
      // Models are written before the index, through files of other names.
      try AtomicFile.write("half a mod", to: store.path(of: 2))
      try AtomicFile.write("{\"cur", to: "\(store.folder)/.index.json.77.tmp")
      #expect(try store.contents()?.versions.count == 1)
      #expect(try store.currentModel().model == model)
      #expect(try store.add(model, at: 2).number == 2)
      #expect(try store.model(2) == model)
      // A prune that ended between index and files is made up for by the next.
      try AtomicFile.write("left over", to: store.path(of: 1))
      _ = try store.prune(keeping: 1)
      try AtomicFile.write("left over", to: store.path(of: 1))
      _ = try store.prune(keeping: 1)
      #expect(try names(store) == [".index.json.77.tmp", "2.saba", "index.json", "lock"])
    }
  }

  @Test("Trainers at the same time lose none of their versions")
  func together() throws {
    try withStore { store in
      let models = [try Self.model.get(), try Self.other.get()]
      DispatchQueue.concurrentPerform(iterations: 12) { index in
        _ = try? store.add(models[index % 2], note: "\(index)", at: index)
      }
      let contents = try #require(try store.contents())
      #expect(contents.versions.map(\.number) == Array(1...12))
      #expect(Set(contents.versions.compactMap(\.note)) == Set((0..<12).map { "\($0)" }))
      #expect(contents.current.number == 12)
      for version in contents.versions {
        let index = try #require(version.note.flatMap { Int($0) })
        #expect(try store.model(version.number) == models[index % 2])
      }
    }
  }

  @Test("Names of roles are names of folders everywhere")
  func roles() {
    for role in ["web", "Web-1.2_b", String(repeating: "x", count: 100)] {
      #expect(ModelStore.isValid(role: role))
      #expect((try? ModelStore(path: "m/", role: role))?.folder == "m/\(role)")
    }
    for role in ["", ".", "..", ".a", "a/b", "a b", "é", "a\0", String(repeating: "x", count: 101)]
    {
      #expect(!ModelStore.isValid(role: role))
      #expect(throws: InputError.self) { try ModelStore(path: "m", role: role) }
    }
  }

  @Test(
    "A spoilt index is told in a line",
    arguments: [
      ("", "damaged"), ("{", "damaged"), (#"{"format":1}"#, "damaged"),
      (#"{"format":2,"news":[]}"#, "of a later version"),
      (#"{"format":1,"current":2,"since":0,"lastNumber":1,"versions":[]}"#, "damaged"),
    ])
  func spoilt(text: String, problem: String) throws {
    try withStore { store in
      _ = try store.add(try Self.model.get(), at: 1)
      try AtomicFile.write(text, to: "\(store.folder)/index.json")
      let model = try Self.model.get()
      for found in [
        inputError { () throws(InputError) in _ = try store.add(model, at: 2) },
        inputError { () throws(InputError) in _ = try store.currentModel().model },
      ] {
        let error = try #require(found)
        #expect(error.kind == .badData && error.problem.contains(problem))
        #expect(error.place.path.hasSuffix("web/index.json"))
      }
    }
  }

  @Test("The first format of an index is read for ever")
  func firstFormat() throws {
    try withStore { store in
      try store.makeFolder()
      let file = try #require(
        Bundle.module.url(
          forResource: "store_index_1", withExtension: "json", subdirectory: "References"))
      try AtomicFile.write(
        [UInt8](try Data(contentsOf: file)), to: "\(store.folder)/index.json")
      let contents = try #require(try store.contents())
      #expect(contents.versions.map(\.number) == [2, 4, 5])
      #expect(
        contents.versions.map(\.reason) == [.byHand, .change(at: 1_768_000_000), .schedule])
      #expect(contents.versions.map(\.note) == [nil, "new shop", nil])
      #expect(contents.current.number == 4 && contents.since == 1_769_000_200)
      #expect(contents.revertedFrom == 5 && contents.lastNumber == 6)
      #expect(contents.current.from == 1_768_000_000 && contents.current.to == 1_768_900_000)
      #expect(contents.current.hostCount == 3 && contents.current.metricCount == 12)
    }
  }
}
