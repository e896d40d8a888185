/// Numbers with a fixed count of decimals.
enum FixedPoint {
  /// The number rounded to some decimals, halves away from zero; as it is if not below 10¹².
  static func text(_ value: Double, digits: Int) -> String {
    guard value.magnitude < 1e12 else { return "\(value)" }
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let fraction = "\(scaled % scale)"
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
  }

  /// A place on a drawing: to a tenth of a pixel, whole ones without a point.
  static func coordinate(_ value: Double) -> String {
    let tenths = Int((10 * value).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : text(value, digits: 1)
  }
}
