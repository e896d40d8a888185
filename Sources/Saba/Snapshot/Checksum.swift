/// CRC-64/XZ: finds every error in up to 64 neighbouring bits, and all but 1 in 2⁶⁴ of the others.
///
/// Source: ECMA-182, annex B, reflected.
enum Checksum {
  static func crc64(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var crc = UInt64.max
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    return ~crc
  }

  private static let table: [UInt64] = (0..<256).map { index in
    (0..<8).reduce(UInt64(index)) { crc, _ in
      (crc >> 1) ^ (crc & 1 == 1 ? 0xC96C_5795_D787_0F42 : 0)
    }
  }
}
