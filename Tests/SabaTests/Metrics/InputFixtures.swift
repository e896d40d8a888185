internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Calls a closure with the path of a file, alone in its folder, that exists for so long.
func withFile<Result>(
  _ content: some Sequence<UInt8>, name: String = "input.csv", _ body: (String) throws -> Result
) throws -> Result {
  var template = Array("/tmp/saba-input-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw POSIXFailure(number: errno) }
  let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  let path = "\(folder)/\(name)"
  try AtomicFile.write(Array(content), to: path)
  defer {
    unlink(path)
    rmdir(folder)
  }
  return try body(path)
}

struct POSIXFailure: Error {
  let number: Int32
}

/// A gzip file made without zlib: stored blocks, so that it can be of any size.
func gzipStored(_ content: [UInt8]) -> [UInt8] {
  func littleEndian(_ value: UInt32, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
  var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  let blockSize = 65535
  var start = 0
  repeat {
    let block = content[start..<min(start + blockSize, content.count)]
    start += block.count
    file.append(start == content.count ? 1 : 0)
    file += littleEndian(UInt32(block.count), count: 2)
    file += littleEndian(~UInt32(block.count), count: 2)
    file += block
  } while start < content.count
  var checksum: UInt32 = ~0
  for byte in content {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = (checksum >> 1) ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return file + littleEndian(~checksum, count: 4) + littleEndian(UInt32(content.count), count: 4)
}

/// The error that a reading gives; nil if it gives none.
func inputError<Value>(_ body: () throws(InputError) -> Value) -> InputError? {
  do throws(InputError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// The error that reading a file with some content gives, and the file's path.
func inputError<Value>(
  reading content: some Sequence<UInt8>, _ read: (String) throws(InputError) -> Value
) throws -> (error: InputError?, path: String) {
  try withFile(content) { path in
    (inputError { () throws(InputError) in try read(path) }, path)
  }
}
