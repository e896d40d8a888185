/// Decimal numbers as text.
enum DecimalText {
  /// So large a magnitude, where squares overflow, is no measurement.
  private static let limit = 1e150

  /// A number; NaN where the text is empty, `nan` or `null` in any case; nil where it is none.
  static func number(_ text: some StringProtocol) -> Double? {
    if let first = text.utf8.first, isDigitOrSign(first) {
      // Hexadecimal numbers have an x behind the first digit.
      guard !text.utf8.contains(UInt8(ascii: "x")), !text.utf8.contains(UInt8(ascii: "X")),
        let number = Double(text), number.magnitude < limit
      else { return nil }
      return number
    }
    return text.isEmpty || ["nan", "null"].contains(text.lowercased()) ? .nan : nil
  }

  private static func isDigitOrSign(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9
      || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")].contains(byte)
  }
}
