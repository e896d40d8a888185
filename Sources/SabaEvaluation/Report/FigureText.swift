/// Figures as they stand in tables; `-` where there is none.
enum FigureText {
  /// A figure, with three decimals unless said otherwise.
  static func text(_ value: Double?, digits: Int = 3) -> String {
    value.map { FixedPoint.text($0, digits: digits) } ?? "-"
  }

  /// A figure with its interval, such as `0.432 [0.337, 0.528]`.
  static func text(_ value: Double?, in interval: ConfidenceInterval?) -> String {
    guard value != nil, let interval else { return text(value) }
    return "\(text(value)) [\(text(interval.low)), \(text(interval.high))]"
  }

  /// Figures from the least sensitive to the most.
  static func text(_ values: PerSensitivity<Double?>, digits: Int) -> String {
    values.values.map { text($0, digits: digits) }.joined(separator: " / ")
  }
}
