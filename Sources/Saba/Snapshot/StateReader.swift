/// Why a state cannot be restored.
package enum StateError: Error {
  /// It cannot be what was written.
  case damaged
  /// It was written while another model judged.
  case otherModel
  /// It was written while another policy judged.
  case otherPolicy
}

/// Reads what a ``StateWriter`` wrote, piece by piece in the same order.
///
/// Every piece is checked: whatever the bytes are, reading ends in an error and not in a crash.
package struct StateReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// Begins to read.
  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Whether everything has been read.
  package var isAtEnd: Bool { position == bytes.endIndex }

  /// Integers are times, counts and numbers of things: none is larger than a double holds exactly.
  private static let largestInteger = 1 << 53

  /// The next integer.
  package mutating func integer() throws(StateError) -> Int {
    let value = Int(try plain(Int64.self))
    guard value.magnitude <= Self.largestInteger.magnitude else { throw .damaged }
    return value
  }

  /// The next integer, which lies in a range.
  package mutating func integer(in range: Range<Int>) throws(StateError) -> Int {
    let value = try integer()
    guard range.contains(value) else { throw .damaged }
    return value
  }

  /// How many things follow, of which each takes a number of bytes at least.
  package mutating func count(ofAtLeast size: Int = 1) throws(StateError) -> Int {
    try integer(in: 0..<(bytes.endIndex - position) / size + 1)
  }

  /// The next pattern of bits.
  package mutating func pattern() throws(StateError) -> UInt64 { try plain(UInt64.self) }

  /// The next number.
  package mutating func double() throws(StateError) -> Double { try plain(Double.self) }

  /// The next truth value.
  package mutating func bool() throws(StateError) -> Bool {
    let value = try take(1)
    guard let byte = value.first, byte < 2 else { throw .damaged }
    return byte == 1
  }

  /// The next bytes, as many as were written.
  package mutating func byteString() throws(StateError) -> ArraySlice<UInt8> {
    try take(try count())
  }

  /// The next text.
  package mutating func text() throws(StateError) -> String {
    guard let text = String(validating: try byteString(), as: UTF8.self) else {
      throw .damaged
    }
    return text
  }

  /// The next numbers, as many as were written.
  package mutating func doubles() throws(StateError) -> [Double] {
    try plain(Double.self, count: try count(ofAtLeast: MemoryLayout<Double>.size))
  }

  /// The next integers, as many as were written.
  package mutating func integers() throws(StateError) -> [Int] {
    let read = try plain(Int.self, count: try count(ofAtLeast: MemoryLayout<Int>.size))
    guard read.allSatisfy({ $0.magnitude <= Self.largestInteger.magnitude }) else {
      throw .damaged
    }
    return read
  }

  /// The next numbers, which must be as many as the values that they replace.
  package mutating func replace(_ values: inout [Double]) throws(StateError) {
    let read = try doubles()
    guard read.count == values.count else { throw .damaged }
    values = read
  }

  /// The next integers, which must be as many as the values that they replace and lie in a range.
  package mutating func replace(
    _ values: inout [Int], in range: Range<Int>
  ) throws(StateError) {
    let read = try integers()
    guard read.count == values.count, read.allSatisfy(range.contains) else { throw .damaged }
    values = read
  }

  /// The next value, which may be absent.
  package mutating func optional<Value>(
    _ body: (inout StateReader) throws(StateError) -> Value
  ) throws(StateError) -> Value? {
    try bool() ? try body(&self) : nil
  }

  /// The next integer, which may be absent.
  package mutating func optionalInteger() throws(StateError) -> Int? {
    try bool() ? try integer() : nil
  }

  private mutating func take(_ count: Int) throws(StateError) -> ArraySlice<UInt8> {
    guard count <= bytes.endIndex - position else { throw .damaged }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func plain<Value: BitwiseCopyable>(
    _: Value.Type
  ) throws(StateError) -> Value {
    let piece = try take(MemoryLayout<Value>.size)
    return unsafe piece.withUnsafeBytes { unsafe $0.loadUnaligned(as: Value.self) }
  }

  private mutating func plain<Value: BitwiseCopyable>(
    _: Value.Type, count: Int
  ) throws(StateError) -> [Value] {
    let piece = try take(count * MemoryLayout<Value>.stride)
    return unsafe [Value](unsafeUninitializedCapacity: count) { target, filled in
      unsafe piece.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: $0)
      }
      filled = count
    }
  }
}

/// A value of which the changing part can be written down and put back into a new one like it.
///
/// What is fixed by the model is not written: a state is restored into a value made of the same model,
/// against which what is read is checked.
protocol Restorable {
  /// Writes what has changed since the value was made.
  func write(to writer: inout StateWriter)
  /// Puts back what was written; after an error the value is not to be used.
  mutating func restore(from reader: inout StateReader) throws(StateError)
}
