internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite struct TableTests {
  private func bits(_ table: NumericTable) -> [UInt64] { table.values.elements.map(\.bitPattern) }

  private func numbers(_ text: String) throws -> NumericTable {
    try withFile(Array(text.utf8)) { try NumericTable.read(path: $0) }
  }

  private func numericError(
    _ content: some Sequence<UInt8>
  ) throws -> (error: InputError?, path: String) {
    try inputError(reading: content) { (path) throws(InputError) in
      try NumericTable.read(path: path)
    }
  }

  @Test func readsNumbersAndMissingCells() throws {
    let table = try numbers(
      "cpu,memory,load\n1,2.5,-3e2\n,nan,NULL\nNaN,null,\"7\"\n\"\", 8 ,+.5\n")
    #expect(table.header == ["cpu", "memory", "load"])
    #expect(table.values.rowCount == 4)
    let missing = Double.nan
    let expected = [1, 2.5, -300, missing, missing, missing, missing, missing, 7, missing, 8, 0.5]
    #expect(bits(table) == expected.map(\.bitPattern))
  }

  @Test func toleratesLineEndsMarksQuotesAndCompression() throws {
    let plain = try numbers("a,\"b,c\"\n1,2\n3,4\n")
    #expect(plain.header == ["a", "b,c"])
    for text in [
      "\u{FEFF}a,\"b,c\"\r\n1,2\r\n3,4\r\n", "a , \"b,c\"\n1,2\n3,4".replacing(" \"", with: "\""),
      "a,\"b,c\"\n1,2\n3,4\n\n\r\n\n", "\"a\",\"b,c\"\n\"1\",\"2\"\n\"3\",\"4\"",
    ] {
      #expect(try numbers(text) == plain)
    }
    let compressed = gzipStored(Array("a,\"b,c\"\n1,2\n3,4\n".utf8))
    #expect(try withFile(compressed) { try NumericTable.read(path: $0) } == plain)
  }

  @Test func readsAcrossChunks() throws {
    var text = "x,y\n"
    for i in 0..<90_000 { text += "\(i),\(Double(i) / 7)\n" }
    #expect(text.utf8.count > 4 * ByteSource.chunkSize)
    let table = try numbers(text)
    #expect(table.values.rowCount == 90_000)
    #expect(
      (0..<90_000).allSatisfy {
        table.values[$0, 0] == Double($0) && table.values[$0, 1] == Double($0) / 7
      })
  }

  @Test func keepsBlankLinesOfOneColumn() throws {
    #expect(try bits(numbers("x\n1\n\n2\n\n\n")) == [1, .nan, 2].map(\Double.bitPattern))
    #expect(try numbers("x,y\n").values.rowCount == 0)
  }

  @Test(
    arguments: [
      ("", nil, nil, "the file is empty"),
      ("a,b\n1,2\n3\n", 3, 2, "1 field where the header has 2"),
      ("a,b\n1,2,\n", 2, 3, "3 fields where the header has 2"),
      ("a,b\n1,2\n\n3,4\n", 3, 2, "1 field where the header has 2"),
      ("a,b\n1,2\n3,x1\n", 3, 2, "\"x1\" is not a number"),
      ("a,b\n1,1.2.3\n", 2, 2, "\"1.2.3\" is not a number"),
      ("a,b\n-Inf,1\n", 2, 1, "the value is infinite"),
      ("a,b\n1,infinity\n", 2, 2, "the value is infinite"),
      ("a,b\n1,1e999\n", 2, 2, "\"1e999\" is too large for a number"),
      ("a,b\n1,\"2\n", 2, 2, "a quoted field does not end in its line"),
      ("a,b\n1,\"2\"3\n", 2, 2, "text after the closing quote of a field"),
      ("a,b\n1,2\"\n", 2, 2, "a quote inside an unquoted field"),
      ("a,,c\n", 1, 2, "the column has no name"),
      ("a,b,a\n", 1, 3, "the column is called \"a\", as column 1 is"),
    ] as [(String, Int?, Int?, String)])
  func reportsTheFirstBadPlace(text: String, line: Int?, column: Int?, problem: String) throws {
    let (error, path) = try numericError(Array(text.utf8))
    #expect(error?.kind == .badData)
    #expect(error?.place == .init(path: path, line: line, column: column))
    #expect(error?.problem == problem)
    #expect(error?.cure.isEmpty == false)
  }

  @Test func reportsBytesThatAreNotUTF8() throws {
    let (error, path) = try numericError([0x61, 0x2c, 0xff, 0x0a])
    #expect(error?.description == "\(path):1:2: the header is not UTF-8; convert the file to UTF-8")
  }

  @Test func reportsALineWithoutEnd() throws {
    let (error, _) = try numericError(
      [UInt8](repeating: 0x31, count: LineSplitter.maximumLength + 1))
    #expect(error?.place.line == 1)
    #expect(error?.problem == "a line is longer than 64 MiB")
  }

  @Test func readsText() throws {
    let text = "start,end,metrics\r\n1,2,\"cpu, memory\"\r\n 3 ,4,\"say \"\"no\"\"\"\r\n5,,\r\n"
    let table = try withFile(Array(text.utf8)) { try TextTable.read(path: $0) }
    #expect(table.header == ["start", "end", "metrics"])
    #expect(table.rows == [["1", "2", "cpu, memory"], ["3", "4", "say \"no\""], ["5", "", ""]])
    let (error, path) = try inputError(reading: Array("start,end\n1\n".utf8)) {
      (path) throws(InputError) in try TextTable.read(path: path)
    }
    #expect(error?.place == .init(path: path, line: 2, column: 2))
  }
}
