internal import CZlib

/// Decompresses a gzip stream as it comes; concatenated members are one stream.
///
/// Zero bytes behind the last member, as block devices and tape leave them, are no part of it.
struct GzipInflater: ~Copyable {
  private let path: String
  // zlib keeps a pointer to the stream, which must therefore stay where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableRawBufferPointer
  private var betweenMembers = false
  private var isInPadding = false

  /// Whether a file that begins with these bytes is gzip.
  static func isGzip(_ first: UInt8, _ second: UInt8) -> Bool {
    first == firstByte && second == 0x8b
  }

  private static let firstByte: UInt8 = 0x1f

  /// Makes a decompressor; the path is for errors only.
  init(path: String) throws(InputError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipWindowBits: Int32 = 15 + 16
    let status = inflateInit2_(
      stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw InputError(
        .inputOutput, at: .init(path: path), "cannot start to decompress (zlib status \(status))",
        cure: "decompress the file first, with gunzip")
    }
    self.path = path
    self.stream = stream
    self.output = .allocate(byteCount: ByteSource.chunkSize, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Decompresses some bytes and hands on what they give, in pieces.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(InputError) -> Void
  ) throws(InputError) {
    // Of its own, here and below: Swift 6.3.1 cannot build it for the thread sanitizer otherwise.
    let stream = stream
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(input.count)
    repeat {
      if betweenMembers {
        try skipPadding()
        guard stream.pointee.avail_in > 0 else { return }
        inflateReset(stream)
        betweenMembers = false
      }
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(output.count)
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        let detail = stream.pointee.msg.map { ": \(String(cString: $0))" } ?? ""
        throw damaged("the compressed data is corrupt\(detail)")
      }
      let count = output.count - Int(stream.pointee.avail_out)
      if count > 0 { try body(UnsafeRawBufferPointer(rebasing: output[..<count])) }
      betweenMembers = status == Z_STREAM_END
      // A full output buffer means that there may be more to come of the same input.
    } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
  }

  /// Checks that the stream ended where a member ends.
  func finish() throws(InputError) {
    guard betweenMembers else { throw damaged("the compressed data ends early") }
  }

  /// Skips zeros behind a member; only another member may follow one, and nothing may follow zeros.
  private mutating func skipPadding() throws(InputError) {
    let stream = stream
    while stream.pointee.avail_in > 0, let next = stream.pointee.next_in {
      if next.pointee == Self.firstByte, !isInPadding { return }
      guard next.pointee == 0 else {
        throw InputError(
          .badData, at: .init(path: path), "the compressed data is followed by something else",
          cure: "remove what does not belong to it (gzip -t tests it)")
      }
      isInPadding = true
      stream.pointee.next_in = next + 1
      stream.pointee.avail_in -= 1
    }
  }

  private func damaged(_ problem: String) -> InputError {
    InputError(
      .badData, at: .init(path: path), problem,
      cure: "copy or make the file again (gzip -t tests it)"
    )
  }
}
