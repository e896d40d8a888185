/// Numbers stored exactly and compactly as text: base64 of little-endian doubles.
public struct PackedDoubles: Sendable, Hashable, Codable {
  /// The numbers.
  public var values: [Double]

  /// Holds some numbers.
  public init(_ values: [Double]) { self.values = values }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Reads numbers from base64.
  ///
  /// - Parameter decoder: Holds one string.
  /// - Throws: `DecodingError.dataCorrupted` where it is not base64 of whole doubles.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let values = Self.decode(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not base64 of doubles"))
    }
    self.values = values
  }

  /// Writes the numbers as one string.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The numbers as base64.
  public var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * values.count)
    for value in values {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
      }
    }
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for index in 0..<4 {
        text.append(
          index <= group.count
            ? Self.digits[Int(bits >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let valueOfDigit: [UInt8?] = {
    var table = [UInt8?](repeating: nil, count: 256)
    for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
    return table
  }()

  private static func decode(_ text: String) -> [Double]? {
    let characters = Array(text.utf8)
    guard characters.count % 4 == 0 else { return nil }
    let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 4 * 3)
    for start in stride(from: 0, to: characters.count, by: 4) {
      var bits: UInt32 = 0
      for (index, character) in characters[start..<(start + 4)].enumerated() {
        let isPadding = start + index >= characters.count - padding
        guard let value = isPadding ? 0 : valueOfDigit[Int(character)] else { return nil }
        bits = bits << 6 | UInt32(value)
      }
      for shift: UInt32 in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
    bytes.removeLast(padding)
    guard bytes.count % 8 == 0 else { return nil }
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      var bits: UInt64 = 0
      for offset in 0..<8 { bits |= UInt64(bytes[start + offset]) << UInt64(8 * offset) }
      return Double(bitPattern: bits)
    }
  }
}
