internal import SabaNumerics

// Numbers that may be missing or infinite are stored as they are, which plain JSON cannot do.

extension Verdict.Contribution: Codable {
  private enum Keys: CodingKey {
    case metric, numbers, fault, faultySince
  }

  /// Writes the contribution, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(metric, forKey: .metric)
    try container.encode(PackedDoubles([value, expected, low, high, share]), forKey: .numbers)
    try container.encodeIfPresent(fault?.kind, forKey: .fault)
    try container.encodeIfPresent(fault?.since, forKey: .faultySince)
  }

  /// Reads a contribution.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let numbers = try container.decode(PackedDoubles.self, forKey: .numbers).values
    guard numbers.count == 5 else {
      throw DecodingError.dataCorruptedError(
        forKey: .numbers, in: container, debugDescription: "not five numbers")
    }
    self.init(
      metric: try container.decode(String.self, forKey: .metric), value: numbers[0],
      expected: numbers[1], low: numbers[2], high: numbers[3], share: numbers[4])
    guard let kind = try container.decodeIfPresent(MetricFault.Kind.self, forKey: .fault) else {
      return
    }
    fault = MetricFault(
      metric: metric, kind: kind, since: try container.decode(Int.self, forKey: .faultySince))
  }
}

extension Alert: Codable {
  private enum Keys: CodingKey {
    case host, status, openedAt, closedAt, closeReason, peaks, culprits, worstAt, leads
  }

  /// Writes the alert, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(host, forKey: .host)
    try container.encode(status, forKey: .status)
    try container.encode(openedAt, forKey: .openedAt)
    try container.encodeIfPresent(closedAt, forKey: .closedAt)
    try container.encodeIfPresent(closeReason, forKey: .closeReason)
    try container.encode(PackedDoubles([peakScore, leastPValue]), forKey: .peaks)
    try container.encode(culprits, forKey: .culprits)
    try container.encode(worstAt, forKey: .worstAt)
    try container.encode(leads, forKey: .leads)
  }

  /// Reads an alert.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let peaks = try container.decode(PackedDoubles.self, forKey: .peaks).values
    guard peaks.count == 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .peaks, in: container, debugDescription: "not two numbers")
    }
    self.init(
      host: try container.decode(String.self, forKey: .host),
      status: try container.decode(Verdict.Status.self, forKey: .status),
      openedAt: try container.decode(Int.self, forKey: .openedAt),
      closedAt: try container.decodeIfPresent(Int.self, forKey: .closedAt),
      closeReason: try container.decodeIfPresent(Alert.CloseReason.self, forKey: .closeReason),
      peakScore: peaks[0], leastPValue: peaks[1],
      culprits: try container.decode([Verdict.Contribution].self, forKey: .culprits),
      worstAt: try container.decode(Int.self, forKey: .worstAt),
      leads: try container.decode([Alert.Lead].self, forKey: .leads))
  }
}
