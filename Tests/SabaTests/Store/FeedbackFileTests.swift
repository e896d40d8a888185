internal import Foundation
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("What was expected")
struct FeedbackFileTests {
  func withFeedback(_ body: (FeedbackFile) throws -> Void) throws {
    try TemporaryFolder.with { try body(FeedbackFile(path: "\($0)/feedback.jsonl")) }
  }

  func text(_ file: FeedbackFile) throws -> String {
    String(decoding: try ByteSource.contents(of: file.path), as: UTF8.self)
  }

  @Test("Entries come back as they were given, and keep their numbers")
  func entries() throws {
    try withFeedback { file in
      #expect(try file.entries().isEmpty)
      let first = try file.add(Exclusion(100..<200), at: 1000)
      let second = try file.add(
        Exclusion(-50..<70, host: "web\"1\n"), note: "load \\ test", at: 1001)
      #expect(first.number == 1 && second.number == 2)
      #expect(second.exclusion.host == "web\"1\n" && second.note == "load \\ test")
      #expect(try file.entries() == [first, second])
      #expect(try file.remove(1) == first)
      let third = try file.add(Exclusion(100..<200), at: 1002)
      #expect(third.number == 3)
      #expect(try file.entries() == [second, third])
      #expect(try text(file).split(separator: "\n").count == 4)
      for number in [1, 4, 0, -1] {
        let error = inputError { () throws(InputError) in try file.remove(number) }
        #expect(error?.kind == .noInput && error?.problem == "there is no entry \(number)")
      }
    }
  }

  @Test("What a crash leaves of a line does not count, and is cut off")
  func crash() throws {
    try withFeedback { file in
      let first = try file.add(Exclusion(100..<200, host: "a"), at: 1000)
      let line = try text(file)
      for count in 1..<line.utf8.count {
        try AtomicFile.write(line + line.prefix(count), to: file.path)
        guard count < line.utf8.count - 1 else { break }
        #expect(try file.entries() == [first])
      }
      try AtomicFile.write(line + "{\"from\":3,\"to", to: file.path)
      let second = try file.add(Exclusion(300..<400), at: 1001)
      #expect(try file.entries() == [first, second])
      #expect(try text(file).hasPrefix(line + "{\"addedAt\":1001"))
    }
  }

  @Test("Those who append at the same time lose nothing")
  func together() throws {
    try withFeedback { file in
      DispatchQueue.concurrentPerform(iterations: 40) { index in
        _ = try? file.add(Exclusion(index..<index + 1), at: 0)
      }
      let entries = try file.entries()
      #expect(entries.map(\.number) == Array(1...40))
      #expect(Set(entries.map(\.exclusion.range.lowerBound)) == Set(0..<40))
    }
  }

  @Test(
    "A line that is no entry is told with its place, and nothing is appended",
    arguments: ["{\"from\":1}", "{\"from\":2,\"to\":2}", "nonsense", "{\"from\":\"x\",\"to\":3}"])
  func bad(line: String) throws {
    try withFeedback { file in
      let content = "{\"from\":1,\"to\":2}\n\n\(line)\n"
      try AtomicFile.write(content, to: file.path)
      for error in [
        inputError { () throws(InputError) in try file.entries() },
        inputError { () throws(InputError) in try file.add(Exclusion(1..<2), at: 0) },
      ] {
        #expect(error?.kind == .badData && error?.place.line == 3)
        #expect(error?.cure.contains("saba feedback add") == true)
      }
      #expect(try text(file) == content)
    }
  }

  @Test("A folder that is not there is an error with the path")
  func folderless() {
    let file = FeedbackFile(path: "/no/such/folder/feedback.jsonl")
    let error = inputError { () throws(InputError) in try file.add(Exclusion(1..<2), at: 0) }
    #expect(error?.kind == .inputOutput && error?.place.path == file.path)
  }
}
