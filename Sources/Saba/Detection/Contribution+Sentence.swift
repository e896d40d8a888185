extension Verdict.Contribution {
  /// What is unusual about the metric, in plain words.
  public var sentence: String { sentence(when: nil) }

  /// How far outside of its band the value lies, in widths of the band: negative within the band, and
  /// less than all others where the value is missing; more than all others for a metric at fault.
  var distanceOutsideBand: Double {
    if fault != nil { return .infinity }
    guard value.isFinite else { return -.infinity }
    let distance = max(value - high, low - value)
    return distance == 0 ? 0 : distance / (high - low)
  }

  /// What is unusual, in one plain sentence without a full stop.
  ///
  /// - Parameters:
  ///   - ranked: The metrics, the most to blame first; the sentence is about the first one's figures,
  ///     and names up to two others that have at least half of its share of the blame.
  ///   - time: When the first one showed its figures, in seconds since the epoch.
  ///   - zone: By whose clock the first metric has a daily rhythm; nil where it has none.
  /// - Returns: The sentence; nil where no metric is given.
  static func sentence(
    about ranked: [Verdict.Contribution], at time: Int, zone: LocalZone?
  ) -> String? {
    guard let culprit = ranked.first else { return nil }
    let sentence = culprit.sentence(when: zone?.localTime(at: time).dayAndPart)
    let others = ranked.dropFirst().prefix(2)
      .filter { $0.share > 0 && $0.share >= leastShare * culprit.share }.map(\.metric)
    if others.isEmpty { return sentence }
    return "\(sentence); \(others.joined(separator: " and ")) follow\(others.count == 1 ? "s" : "")"
  }

  /// The share of the first culprit's blame from which on another metric is named beside it.
  private static let leastShare = 0.5

  /// The multiples of the expected value that say more than a difference does; a value beyond them was
  /// expected to be next to nothing.
  private static let tellingMultiples = 3.0...1000.0

  private func sentence(when moment: String?) -> String {
    if let fault { return fault.sentence(value: value) }
    guard value.isFinite else { return "\(metric) is missing" }
    let unit = MetricUnit(metric: metric)
    let seen = unit.text(value)
    let usual = "usually \(unit.text(low, to: high))"
    let when = moment.map { " on a \($0)" } ?? ""
    guard let difference = difference(in: unit) else {
      return "\(metric) is unusual together with the other metrics or for how it moved "
        + "(\(seen); \(usual)\(when))"
    }
    return "\(metric) is \(difference) what this role shows\(when) (\(seen); \(usual))"
  }

  /// How the value compares with the nearer end of the band, or as a multiple of what was expected;
  /// nil within the band.
  private func difference(in unit: MetricUnit) -> String? {
    guard value > high || value < low else { return nil }
    let (end, side) = value > high ? (high, "above") : (low, "below")
    if expected > 0, value > high {
      let multiple = value / expected
      if Self.tellingMultiples.contains(multiple) {
        let digits = multiple < 10 ? 10.0 : 1
        return "\(NumberText.text((multiple * digits).rounded() / digits)) times"
      }
    }
    if unit.text(value) == unit.text(end) { return "just \(side)" }
    return "\(unit.difference(abs(value - end))) \(side)"
  }
}

extension RoleModel {
  /// What is unusual, in one plain sentence without a full stop.
  ///
  /// - Parameters:
  ///   - ranked: The metrics, the most to blame first, such as an ``Alert``'s culprits.
  ///   - time: When the first one showed its figures, in seconds since the epoch; the sentence names
  ///     the day and the part of the day where that metric has a daily rhythm.
  /// - Returns: Such as "memory.used is 3.1 GB above what this role shows on a Sunday night (8.2 GB;
  ///   usually 4 to 5.1 GB); disk.sda.writes.delta follows"; nil where no metric is given.
  public func sentence(about ranked: [Verdict.Contribution], at time: Int) -> String? {
    let index = ranked.first.flatMap { metrics.firstIndex(of: $0.metric) }
    let hasRhythm = index.map { density.scaling.profiles[$0] != nil } ?? false
    return Verdict.Contribution.sentence(about: ranked, at: time, zone: hasRhythm ? zone : nil)
  }
}

extension Alert {
  /// What was unusual, in one plain sentence without a full stop.
  ///
  /// - Parameter model: The model that judged.
  /// - Returns: As ``RoleModel/sentence(about:at:)``, or that no metric stands out.
  public func sentence(by model: RoleModel) -> String {
    model.sentence(about: culprits, at: worstAt) ?? "no metric stands out"
  }
}
