internal import Testing

@testable internal import Saba

@Suite("JSON of settings")
struct JSONReaderTests {
  func read(_ text: String) throws(InputError) -> JSONNode {
    try JSONReader.read(Array(text.utf8), path: "f.json")
  }

  @Test("Values are read with their lines, texts with their escapes undone")
  func values() throws {
    let text =
      "{\"a\": [1, -2.5e3,\n true, null],\n\"b\\u00e9\\n\\ud83d\\ude00\": {\"c\": \"x/\\/\"}}"
    let node = try read(text)
    guard case .object(let members) = node.content else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.name) == ["a", "bé\n😀"])
    #expect(members[1].value.line == 3)
    #expect(
      members[0].value.content
        == .array([
          JSONNode(.number("1")), JSONNode(.number("-2.5e3")), JSONNode(.bool(true)),
          JSONNode(.null),
        ]))
    #expect(try read(node.text) == node)
  }

  @Test(
    "What is no JSON is named with its line",
    arguments: [
      ("", 1, "ends where a value is wanted"), ("{", 1, "ends where a name"),
      ("{\"a\" 1}", 1, "colon"), ("{\"a\": 1,\n}", 2, "a name in quotes"),
      ("[1 2]", 1, "a comma or a closing bracket"), ("{\"a\":1 \"b\":2}", 1, "a comma"),
      ("{\"a\":1,\n\"a\":2}", 2, "has \"a\" twice"), ("[01]", 1, "leading zeros"),
      ("[1.]", 1, "a number"), ("[-]", 1, "a number"), ("[tru]", 1, "a value is wanted"),
      ("\"a", 1, "does not end"), ("\"a\nb\"", 1, "line break"), ("\"\\x\"", 1, "escape"),
      ("\"\\ud800\"", 1, "escape"), ("\"\\u12g4\"", 1, "escape"), ("{}\n{}", 2, "follows the end"),
      (String(repeating: "[", count: 100), 1, "too deep"),
    ])
  func problems(text: String, line: Int, says: String) {
    do throws(InputError) {
      _ = try read(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.kind == .badData)
      #expect(error.place.line == line)
      #expect(error.problem.contains(says), "\(error)")
      #expect(!error.cure.isEmpty)
    }
  }

  @Test("Bytes that are no UTF-8 are refused, a byte order mark is skipped")
  func encoding() throws {
    #expect(throws: InputError.self) {
      try JSONReader.read([0x22, 0xff, 0x22], path: "f.json")
    }
    #expect(try JSONReader.read([0xef, 0xbb, 0xbf, 0x31], path: "f.json").content == .number("1"))
  }
}
