internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("Model files")
struct RoleModelFileTests {
  static let bytes = try? RoleModel.train(history: SyntheticRole.history()).encoded()

  let bytes: [UInt8]

  init() throws { bytes = try #require(Self.bytes) }

  func error(_ bytes: [UInt8]) -> InputError? {
    do {
      _ = try RoleModel(decoding: bytes, path: "role.saba")
      return nil
    } catch {
      return error
    }
  }

  @Test("What is written reads back equal, and is written the same again")
  func roundTrip() throws {
    let model = try RoleModel(decoding: bytes, path: "role.saba")
    #expect(model.encoded() == bytes)
    #expect(model.report?.promises.count == 3)
    #expect(model == (try RoleModel.train(history: SyntheticRole.history())))
  }

  func file(_ name: String) throws -> [UInt8] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "saba", subdirectory: "References"))
    return [UInt8](try Data(contentsOf: url))
  }

  @Test("A file of a format before level and dynamics is told from a damaged one")
  func format1() throws {
    let found = error(try file("role_model_1"))
    #expect(found?.kind == .badData)
    #expect(found?.problem == "the model has format 1, of before the first release")
    #expect(found?.cure == "train the model again with `saba train`")
  }

  @Test("A file of format 3 reads as the model that it was")
  func format3() throws {
    let model = try RoleModel(decoding: try file("role_model_3"), path: "role.saba")
    #expect(model.zone == .utc)
    #expect(model.report?.promises.count == 3)
    #expect(model.metrics == ["cpu", "requests"])
    #expect(model.profiles.map { $0?.levels.count } == [nil, 48])
    #expect(try RoleModel(decoding: model.encoded(), path: "role.saba") == model)
    var monitor = RoleMonitor(model: model)
    let verdict = monitor.judge(
      host: "web-0", time: 1_768_780_800, metrics: ["cpu": 90, "requests": 500])
    #expect(verdict.score > model.threshold(for: .insensitive))
  }

  @Test("A model keeps the zone of its days")
  func zone() throws {
    var options = RoleModelOptions()
    options.zone = try LocalZone(identifier: "Australia/Lord_Howe")
    let model = try RoleModel.train(history: SyntheticRole.history(), options: options)
    #expect(model.zone.identifier == "Australia/Lord_Howe")
    #expect(try RoleModel(decoding: model.encoded(), path: "role.saba") == model)
  }

  @Test("A file cut short anywhere is refused")
  func truncation() {
    for count in [0, 1, 10, 14, 15, 16, 17, 30, 60, bytes.count / 2, bytes.count - 1] {
      let found = error(Array(bytes.prefix(count)))
      #expect(found?.kind == .badData)
      #expect(
        found?.problem.contains("cut short") == true
          || found?.problem.contains("first line") == true)
    }
  }

  @Test("Every flipped bit is found")
  func flips() {
    var generator = RandomGenerator(seed: 3)
    let header = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0
    let places =
      Array(0...header)
      + (0..<300).map { _ in
        Int.random(in: 0..<bytes.count, using: &generator)
      }
    for place in places {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      #expect(error(damaged)?.kind == .badData, "byte \(place)")
    }
  }

  @Test("A later format, another kind of file and a consistent forgery are told apart")
  func kinds() {
    let text = String(decoding: bytes, as: UTF8.self)
    let later = text.replacing("saba-role-model 3 ", with: "saba-role-model 4 ")
    #expect(error(Array(later.utf8))?.problem.contains("later version") == true)
    #expect(error(Array("timestamp,host\n".utf8))?.problem == "not a model of a role")
    #expect(error([0x1f, 0x8b, 0, 0])?.problem == "not a model of a role")
  }

  @Test("A model writes to a file, whole")
  func file() throws {
    try TemporaryFolder.with { folder in
      let path = "\(folder)/role.saba"
      let model = try RoleModel(decoding: bytes, path: path)
      try model.write(to: path)
      #expect(try TemporaryFolder.names(in: folder) == ["role.saba"])
      let missing = "\(folder)/no/role.saba"
      do throws(InputError) {
        try model.write(to: missing)
        Issue.record("a folder that is not there took a file")
      } catch {
        #expect(error.kind == .inputOutput)
        #expect(error.place.path == missing)
      }
    }
  }
}
