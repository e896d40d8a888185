internal import SabaNumerics
internal import Testing

@testable internal import Saba

/// A stream that is cut off and begins again somewhere.
@Suite("Parser after a break")
struct MetricParserBreakTests {
  static let wide = """
    timestamp,host,requests,cpu,memory
    1800000000,a,7,1,10
    1800000000,b,8,2,20
    1800000060,a,,3,30
    1800000060,b,9,4,40.25
    1800000120,a,9,5,50

    """
  static let long = """
    time,host,metric,value
    1800000000,a,cpu,1
    1800000000,a,memory,10
    1800000060,b,cpu,2.5
    1800000060,b,memory,20
    1800000120,b,cpu,3

    """
  static let json = """
    {"time":1800000000,"host":"a","metrics":{"cpu":1,"memory":10}}
    {"time":1800000060,"host":"a","metric":"cpu","value":2.5}
    {"time":1800000060,"host":"b","metrics":{"memory":null,"cpu":3}}
    {"time":1800000120,"host":"b","metrics":{"cpu":4}}

    """

  /// A parser and the rows that it gave, by what they say.
  struct Reader {
    var parser: MetricParser
    var rows: [String] = []

    init() {
      parser = MetricParser(metrics: ["cpu", "memory"], strict: true)
      parser.expectedTime = 1_700_000_000
      parser.begin(path: "-")
    }

    mutating func feed(_ bytes: some Collection<UInt8>) throws {
      try Array(bytes).withUnsafeBytes { bytes in
        var new: [MetricRow] = []
        try parser.feed(bytes) { new.append($0) }
        for row in new {
          let values = zip(row.metrics, row.values).filter { !$0.1.isNaN }.sorted { $0.0 < $1.0 }
          rows.append("\(parser.hosts[row.host]) \(row.time) \(values)")
        }
      }
    }

    /// Breaks off, as another process would find it.
    mutating func breakOff() throws {
      var writer = StateWriter()
      parser.write(to: &writer)
      parser = Reader().parser
      var reader = StateReader(writer.bytes[...])
      try parser.restore(from: &reader)
      #expect(reader.isAtEnd)
      parser.breakOff()
    }
  }

  private func rows(of text: String) throws -> [String] {
    var reader = Reader()
    try reader.feed(text.utf8)
    return reader.rows
  }

  @Test("A stream that goes on after any byte loses no row", arguments: [wide, long, json])
  func goesOn(text: String) throws {
    let bytes = Array(text.utf8)
    let expected = try rows(of: text)
    for cut in 0...bytes.count {
      var reader = Reader()
      try reader.feed(bytes[..<cut])
      try reader.breakOff()
      try reader.feed(bytes[cut...])
      #expect(reader.rows == expected, "cut at \(cut)")
    }
  }

  @Test("So does one that is cut off twice, at any two bytes", arguments: [wide, long, json])
  func twice(text: String) throws {
    let bytes = Array(text.utf8)
    let expected = try rows(of: text)
    for cut in stride(from: 0, through: bytes.count, by: 3) {
      for length in 0..<min(12, bytes.count - cut) {
        var reader = Reader()
        try reader.feed(bytes[..<cut])
        try reader.breakOff()
        try reader.feed(bytes[cut..<cut + length])
        try reader.breakOff()
        try reader.feed(bytes[(cut + length)...])
        #expect(reader.rows == expected, "cut at \(cut) and \(cut + length)")
      }
    }
  }

  @Test(
    "A stream that comes again from any line before gives its rows again",
    arguments: [wide, long, json])
  func comesAgain(text: String) throws {
    let bytes = Array(text.utf8)
    let expected = try rows(of: text)
    let starts = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    for cut in 0...bytes.count {
      for start in starts where start <= cut {
        var reader = Reader()
        try reader.feed(bytes[..<cut])
        let before = reader.rows
        try reader.breakOff()
        reader.rows = []
        // Where not even the header has come, only the beginning tells what the file is.
        if start > 0, before.isEmpty, text != Self.json { continue }
        try reader.feed(bytes[start...])
        let first = try rows(of: String(decoding: bytes[..<start], as: UTF8.self)).count
        #expect(reader.rows[...] == expected[first...], "cut at \(cut), again from \(start)")
      }
    }
  }

  @Test("A stream may begin again with other columns, or in another format")
  func otherFormat() throws {
    var reader = Reader()
    try reader.feed(Self.wide.utf8.dropLast(9))
    try reader.breakOff()
    try reader.feed("host,memory,time,cpu\na,7,1800000180,8\n".utf8)
    try reader.breakOff()
    try reader.feed(Self.json.utf8)
    try reader.breakOff()
    try reader.feed("\n".utf8 + Array(Self.long.utf8))
    let expected =
      try rows(of: Self.wide).dropLast() + ["a 1800000180.0 [(0, 8.0), (1, 7.0)]"]
      + rows(of: Self.json) + rows(of: Self.long)
    #expect(reader.rows == Array(expected))
  }

  @Test("A line that is no row and no header is bad, and those after it are read")
  func nonsense() throws {
    var reader = Reader()
    try reader.feed(Self.wide.utf8)
    try reader.breakOff()
    #expect(throws: InputError.self) { try reader.feed("what,is,this\n".utf8) }
    reader.parser.isForgiving = true
    try reader.breakOff()
    reader.parser.isForgiving = true
    try reader.feed("what,is,this\n1800000180,c,0,1,2\n".utf8)
    #expect(reader.rows.last == "c 1800000180.0 [(0, 1.0), (1, 2.0)]")
    #expect(reader.parser.report.badLines == 1)
  }

  @Test("A damaged state of a parser is an error")
  func damage() throws {
    var reader = Reader()
    try reader.feed(Self.wide.utf8.dropLast(3))
    var writer = StateWriter()
    reader.parser.write(to: &writer)
    var generator = RandomGenerator(seed: 1)
    for count in 0..<writer.bytes.count {
      var bytes = Array(writer.bytes.prefix(count))
      var state = StateReader(bytes[...])
      var parser = Reader().parser
      #expect(throws: StateError.self) { try parser.restore(from: &state) }
      bytes = writer.bytes
      bytes[count] = UInt8.random(in: 0...255, using: &generator)
      state = StateReader(bytes[...])
      parser = Reader().parser
      guard (try? parser.restore(from: &state)) != nil else { continue }
      Array(Self.long.utf8).withUnsafeBytes { try? parser.feed($0) { _ in } }
    }
  }
}
