internal import Saba

/// Words and numbers for people.
enum Text {
  /// A line for a terminal, with control characters made visible.
  static func printable(_ line: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      result.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }

  /// A number with three significant digits or so.
  static func number(_ value: Double) -> String { NumberText.text(value) }

  /// A share as per cent.
  static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  /// A point in time without the clutter: `2026-01-31 10:20 UTC`.
  static func time(_ seconds: Int) -> String {
    let text = Timestamp.text(seconds)
    let date = text.prefix(10)
    return "\(date) \(text.dropFirst(11).prefix(5)) UTC"
  }
}
