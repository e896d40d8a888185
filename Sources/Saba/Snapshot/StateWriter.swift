/// Gathers the bytes of a state: plain numbers, as they stand in memory.
///
/// A state is written and read by one machine, thousands of hosts at a time, so that it is the numbers
/// themselves in the machine's byte order and no text.
package struct StateWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  /// Makes a writer that has written nothing.
  package init() {}

  /// Writes an integer.
  package mutating func write(_ value: Int) {
    withUnsafeBytes(of: Int64(value)) { bytes.append(contentsOf: $0) }
  }

  /// Writes a checksum or another pattern of bits.
  package mutating func write(_ value: UInt64) { write(Int(truncatingIfNeeded: value)) }

  /// Writes a number, which may be NaN.
  package mutating func write(_ value: Double) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  /// Writes a truth value.
  package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Writes bytes, and before them how many they are.
  package mutating func write(_ values: some Collection<UInt8>) {
    write(values.count)
    bytes.append(contentsOf: values)
  }

  /// Writes a text.
  package mutating func write(_ text: String) { write(text.utf8) }

  /// Writes numbers, and before them how many they are.
  package mutating func write(_ values: [Double]) {
    write(values.count)
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Writes integers, and before them how many they are.
  package mutating func write(_ values: [Int]) {
    write(values.count)
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Writes a value that may be absent.
  package mutating func write<Value>(
    _ value: Value?, _ body: (Value, inout StateWriter) -> Void
  ) {
    write(value != nil)
    if let value { body(value, &self) }
  }

  /// Writes an integer that may be absent.
  package mutating func write(_ value: Int?) { write(value) { $1.write($0) } }
}
