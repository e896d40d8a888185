internal import Saba

/// Words and numbers for people.
enum Text {
  /// A number with three significant digits or so.
  static func number(_ value: Double) -> String { Verdict.Contribution.text(value) }

  /// A share as per cent.
  static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  /// A point in time without the clutter: `2026-01-31 10:20 UTC`.
  static func time(_ seconds: Int) -> String {
    let text = Timestamp.text(seconds)
    let date = text.prefix(10)
    return "\(date) \(text.dropFirst(11).prefix(5)) UTC"
  }
}
