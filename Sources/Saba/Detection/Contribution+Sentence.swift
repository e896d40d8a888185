extension Verdict.Contribution {
  /// What is unusual about the metric, in plain words.
  public var sentence: String {
    let seen = Self.text(value)
    let usual = "usually \(Self.text(low)) to \(Self.text(high))"
    if value > high { return "\(metric) is \(seen), above what this role shows (\(usual))" }
    if value < low { return "\(metric) is \(seen), below what this role shows (\(usual))" }
    return "\(metric) is \(seen), unusual together with the other metrics (\(usual))"
  }

  /// A number with three significant digits or so and a prefix for its unit, as people read metrics.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return "missing" }
    let size = abs(value)
    if size >= 1000 {
      let prefixes = ["k", "M", "G", "T", "P", "E"]
      var scaled = size
      var index = -1
      while scaled >= 999.95, index < prefixes.count - 1 {
        scaled /= 1000
        index += 1
      }
      if index == prefixes.count - 1, scaled >= 1000 { return "\(value)" }
      return (value < 0 ? "-" : "") + rounded(scaled) + prefixes[max(0, index)]
    }
    if size > 0 && size < 0.001 {
      var scaled = size
      var exponent = 0
      while scaled < 0.9995, exponent > -400 {
        scaled *= 10
        exponent -= 1
      }
      return (value < 0 ? "-" : "") + rounded(scaled) + "e\(exponent)"
    }
    return (value < 0 ? "-" : "") + rounded(size)
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
