/// Lengths of time as people write them: `90s`, `5m`, `1h`, `2d`, `1w`, or plain seconds.
package enum DurationText {
  private static let units: [(length: Int, letter: Character)] = [
    (604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s"),
  ]

  /// The length in seconds, at least 1; nil for what is none.
  package static func seconds(_ text: String) -> Int? {
    let unit = units.first { $0.letter == text.last }
    guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0 else {
      return nil
    }
    let (seconds, overflow) = number.multipliedReportingOverflow(by: unit?.length ?? 1)
    return overflow ? nil : seconds
  }

  /// The length in the largest unit that it is a multiple of.
  package static func text(_ seconds: Int) -> String {
    let unit = units.first { seconds % $0.length == 0 } ?? (1, "s")
    return "\(seconds / unit.length)\(unit.letter)"
  }
}
