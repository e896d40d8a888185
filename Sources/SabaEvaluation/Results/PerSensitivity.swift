internal import Saba

/// One value for each of the three sensitivities.
public struct PerSensitivity<Value> {
  /// At one false alert per host and quarter.
  public var insensitive: Value
  /// At one false alert per host and month.
  public var normal: Value
  /// At one false alert per host and week.
  public var sensitive: Value

  /// Takes the three values.
  public init(insensitive: Value, normal: Value, sensitive: Value) {
    self.insensitive = insensitive
    self.normal = normal
    self.sensitive = sensitive
  }

  /// The three values from the least sensitive to the most.
  public var values: [Value] { [insensitive, normal, sensitive] }

  /// Turns each value into another.
  ///
  /// - Parameter transform: Called three times, from the least sensitive to the most.
  /// - Returns: What it gave.
  /// - Throws: What it throws.
  public func map<Result, Failure: Error>(
    _ transform: (Value) throws(Failure) -> Result
  ) throws(Failure) -> PerSensitivity<Result> {
    PerSensitivity<Result>(
      insensitive: try transform(insensitive), normal: try transform(normal),
      sensitive: try transform(sensitive))
  }

  /// Puts each value beside another's.
  func zipped<Other>(with other: PerSensitivity<Other>) -> PerSensitivity<(Value, Other)> {
    PerSensitivity<(Value, Other)>(
      insensitive: (insensitive, other.insensitive), normal: (normal, other.normal),
      sensitive: (sensitive, other.sensitive))
  }
}

extension PerSensitivity: Sendable where Value: Sendable {}
extension PerSensitivity: Equatable where Value: Equatable {}
extension PerSensitivity: Hashable where Value: Hashable {}
extension PerSensitivity: Encodable where Value: Encodable {}
extension PerSensitivity: Decodable where Value: Decodable {}

extension PerSensitivity<Sensitivity> {
  /// The three sensitivities themselves.
  static let all = PerSensitivity(
    insensitive: .insensitive, normal: .normal, sensitive: .sensitive)
}
