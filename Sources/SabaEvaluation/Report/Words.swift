/// Counts and lengths of time in plain words.
package enum Words {
  /// A count with its noun: `no alerts`, `1 alert`, `2 alerts`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number == 0 ? "no" : "\(number)") \(noun)\(number == 1 ? "" : "s")"
  }

  /// A length of time to two units: `5 min`, `3 h 20 min`.
  package static func duration(_ seconds: Int) -> String {
    let parts: [(value: Int, unit: String)] = [
      (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"),
      (seconds % 60, "s"),
    ]
    let leading = parts.drop { $0.value == 0 }.prefix(2).filter { $0.value > 0 }
    return leading.isEmpty ? "0 s" : leading.map { "\($0.value) \($0.unit)" }.joined(separator: " ")
  }

  /// A length of time in the unit that suits it: `3 days`, `2.5 hours`, `1 minute`.
  package static func roughDuration(_ seconds: Int) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute")]
    let (length, name) = units.first { $0.0 <= seconds } ?? (1, "second")
    let tenths = Int((10 * Double(seconds) / Double(length)).rounded())
    let number = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    return "\(number) \(name)\(tenths == 10 ? "" : "s")"
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
