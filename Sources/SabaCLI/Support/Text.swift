internal import Saba

/// Words and numbers for people.
enum Text {
  /// A count with its noun: `1 host`, `2 hosts`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A number with three significant digits or so.
  static func number(_ value: Double) -> String { Verdict.Contribution.text(value) }

  /// A share as per cent.
  static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  /// A length of time: `5 min`, `3 h 20 min`.
  static func duration(_ seconds: Int) -> String {
    let parts: [(value: Int, unit: String)] = [
      (seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"),
      (seconds % 60, "s"),
    ]
    let shown = parts.filter { $0.value > 0 }.prefix(2).map { "\($0.value) \($0.unit)" }
    return shown.isEmpty ? "0 s" : shown.joined(separator: " ")
  }

  /// A point in time without the clutter: `2026-01-31 10:20 UTC`.
  static func time(_ seconds: Int) -> String {
    let text = Timestamp.text(seconds)
    let date = text.prefix(10)
    return "\(date) \(text.dropFirst(11).prefix(5)) UTC"
  }
}
