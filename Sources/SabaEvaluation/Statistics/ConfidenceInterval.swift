/// A range that holds the true value in a stated share of repetitions.
public struct ConfidenceInterval: Codable, Sendable, Hashable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Takes the ends.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether a value lies inside, the ends included.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
