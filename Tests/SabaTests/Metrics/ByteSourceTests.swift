internal import Testing

@testable internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What `gzip` makes of "a,b\n1,2\n3,4\n", three times, and "5,6\n".
private let compressedTable: [UInt8] = [
  0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0xd4, 0x49, 0xe2, 0x32, 0xd4,
  0x31, 0xe2, 0x32, 0xd6, 0x31, 0xe1, 0x4a, 0xc4, 0xc1, 0x36, 0xd5, 0x31, 0xe3, 0x02, 0x00, 0x5c,
  0x70, 0xfc, 0x74, 0x28, 0x00, 0x00, 0x00,
]

@Suite struct ByteSourceTests {
  private func contents(
    _ file: some Sequence<UInt8>, name: String = "input.csv"
  ) throws -> [UInt8] {
    try withFile(file, name: name) { try ByteSource.contents(of: $0) }
  }

  /// Longer than two chunks.
  private let long: [UInt8] = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

  @Test func readsPlainFilesOfAnyLength() throws {
    for length in [0, 1, 2, 3, 1000, ByteSource.chunkSize, long.count] {
      let content = Array(long[..<length])
      #expect(try contents(content) == content)
    }
  }

  @Test func findsGzipByContentAndNotByName() throws {
    let text = "a,b\n1,2\n3,4\na,b\n1,2\n3,4\na,b\n1,2\n3,4\n5,6\n"
    for name in ["table.csv", "table.csv.gz"] {
      #expect(try contents(compressedTable, name: name) == Array(text.utf8))
      #expect(try contents(Array(text.utf8), name: name) == Array(text.utf8))
    }
  }

  @Test func inflatesLongAndConcatenatedMembers() throws {
    let members = gzipStored(long) + compressedTable + gzipStored([]) + gzipStored([1, 2, 3])
    let content = try contents(members)
    #expect(content.count == long.count + 40 + 3)
    #expect(Array(content[..<long.count]) == long)
    #expect(Array(content.suffix(3)) == [1, 2, 3])
  }

  @Test func inflatesWhatExpandsFarBeyondOneChunk() throws {
    // What `gzip` makes of 3 · 2¹⁸ times "a": a long run of zeros between head and tail.
    let head: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01, 0x00,
      0x00, 0x00, 0xc2,
      0xa0, 0xac, 0xeb, 0x5f, 0xc2, 0x0c, 0xfe, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0x00, 0x00,
    ]
    let tail: [UInt8] = [0x7c, 0x06, 0x2c, 0x5a, 0xba, 0x36, 0x00, 0x00, 0x0c, 0x00]
    let file = head + [UInt8](repeating: 0, count: 752) + tail
    #expect(try contents(file) == [UInt8](repeating: UInt8(ascii: "a"), count: 786_432))
  }

  @Test(arguments: [2, 5, 12, 30])
  func saysThatCompressedDataEndsEarly(length: Int) throws {
    let (error, path) = try inputError(reading: compressedTable[..<length]) {
      (path) throws(InputError) in try ByteSource.contents(of: path)
    }
    #expect(error?.kind == .badData)
    #expect(error?.place == .init(path: path))
    #expect(error?.problem == "the compressed data ends early")
  }

  @Test func saysThatCompressedDataIsCorrupt() throws {
    var damaged = compressedTable
    damaged[damaged.count - 6] ^= 0x40
    let (error, _) = try inputError(reading: damaged) { (path) throws(InputError) in
      try ByteSource.contents(of: path)
    }
    #expect(error?.kind == .badData)
    #expect(error?.problem.hasPrefix("the compressed data is corrupt: incorrect") == true)
  }

  @Test func ignoresZerosBehindCompressedData() throws {
    let content = try contents(compressedTable)
    for count in [1, 2, 511, ByteSource.chunkSize, 2 * ByteSource.chunkSize + 3] {
      let padding = [UInt8](repeating: 0, count: count)
      #expect(try contents(compressedTable + padding) == content)
    }
  }

  @Test(arguments: [[7], [7, 7, 7], [0, 7], [0, 0, 0x1f, 0x8b]])
  func saysThatSomethingElseFollowsCompressedData(rest: [UInt8]) throws {
    let (error, path) = try inputError(reading: compressedTable + rest) {
      (path) throws(InputError) in try ByteSource.contents(of: path)
    }
    #expect(error?.kind == .badData)
    #expect(error?.place == .init(path: path))
    #expect(error?.problem == "the compressed data is followed by something else")
  }

  @Test func saysWhyAFileCannotBeOpened() throws {
    func failure(_ path: String) -> InputError? {
      inputError { () throws(InputError) in try ByteSource.contents(of: path) }
    }
    try withFile([]) { path in
      let missing = failure(path + ".none")
      #expect(missing?.kind == .noInput)
      #expect(missing?.description == "\(path).none: there is no such file; check the path")
      if getuid() != 0 {
        chmod(path, 0)
        #expect(failure(path)?.kind == .noInput)
        #expect(failure(path)?.problem == "the file may not be read")
      }
    }
    #expect(failure("/")?.kind == .noInput)
    #expect(failure("/")?.description == "/: this is a directory; name the files in it")
  }

  @Test func handsOnWhatAPipeHolds() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    var source = ByteSource(descriptor: ends[0], owned: true, path: "-")
    var chunks: [[UInt8]] = []
    for text in ["a,b\n", "1", ",2\n"] {
      let bytes = Array(text.utf8)
      #expect(write(ends[1], bytes, bytes.count) == bytes.count)
      #expect(try source.nextChunk { chunks.append(Array($0)) })
    }
    close(ends[1])
    #expect(try !source.nextChunk { chunks.append(Array($0)) })
    #expect(chunks == [Array("a,b\n".utf8), Array("1".utf8), Array(",2\n".utf8)])
  }

  @Test func saysThatReadingFails() {
    let closed: Int32 = 987_654
    let error = inputError { () throws(InputError) in
      var source = ByteSource(descriptor: closed, owned: false, path: "-")
      return try source.nextChunk { _ in }
    }
    #expect(error?.kind == .inputOutput)
    #expect(error?.description.hasPrefix("-: cannot read: ") == true)
  }
}
