extension Words {
  /// How strong a trend or a season is, from its strength between 0 and 1.
  package static func strength(_ strength: Double) -> String {
    let word =
      switch strength {
      case ..<0.1: "hardly any"
      case ..<0.4: "weak"
      case ..<0.7: "clear"
      default: "strong"
      }
    // Rounded down, since only a series without any remainder has a strength of 1.
    return "\(word) (\(FixedPoint.text((100 * strength).rounded(.down) / 100, digits: 2)))"
  }

  /// A season by its length: `daily season`, `season of 6 h`.
  package static func season(ofSeconds seconds: Int) -> String {
    switch seconds {
    case 3600: "hourly season"
    case 86_400: "daily season"
    case 604_800: "weekly season"
    default: "season of \(duration(seconds))"
    }
  }
}
