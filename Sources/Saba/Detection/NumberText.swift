/// Numbers as people read metrics: three significant digits or so, and a prefix.
package enum NumberText {
  /// A number such as `0.25`, `5.41G` or `1.23e-5`; `missing` where it is not finite.
  package static func text(_ value: Double) -> String {
    let (number, prefix) = parts(value)
    return number + prefix
  }

  /// An interval such as `14.5 to 27.9`, or `14.5 or more` where it has no upper end.
  package static func text(_ interval: ClosedRange<Double>) -> String {
    let low = text(interval.lowerBound)
    return interval.upperBound.isFinite
      ? "\(low) to \(text(interval.upperBound))" : "\(low) or more"
  }

  /// The number and its prefix apart, so that a unit can follow; the prefix is empty below 1000.
  static func parts(_ value: Double) -> (number: String, prefix: String) {
    guard value.isFinite else { return ("missing", "") }
    let sign = value < 0 ? "-" : ""
    let size = abs(value)
    if size >= 1000 {
      let prefixes = ["k", "M", "G", "T", "P", "E"]
      var scaled = size
      var index = -1
      while scaled >= 999.95, index < prefixes.count - 1 {
        scaled /= 1000
        index += 1
      }
      if index == prefixes.count - 1, scaled >= 1000 { return ("\(value)", "") }
      return (sign + rounded(scaled), prefixes[max(0, index)])
    }
    if size > 0 && size < 0.001 {
      var scaled = size
      var exponent = 0
      while scaled < 0.9995, exponent > -400 {
        scaled *= 10
        exponent -= 1
      }
      return (sign + rounded(scaled) + "e\(exponent)", "")
    }
    return (sign + rounded(size), "")
  }

  private static func rounded(_ size: Double) -> String {
    let digits = size >= 100 ? 1 : size >= 10 ? 10 : size >= 1 ? 100 : 1000
    let units = Int((size * Double(digits)).rounded())
    if digits == 1 { return "\(units)" }
    let fraction = String(units % digits)
    let width = String(digits).count - 1
    let padded = String(repeating: "0", count: width - fraction.count) + fraction
    let trimmed = String(padded.reversed().drop { $0 == "0" }.reversed())
    return trimmed.isEmpty ? "\(units / digits)" : "\(units / digits).\(trimmed)"
  }
}
