/// A figure that may not exist: written as null, and missing in a file the same as null.
@propertyWrapper
public struct OrNull<Value: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
  /// The figure.
  public var wrappedValue: Value?

  /// Takes the figure.
  public init(wrappedValue: Value? = nil) {
    self.wrappedValue = wrappedValue
  }

  /// Reads a figure or null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  /// Writes the figure or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension KeyedDecodingContainer {
  /// Reads a figure that an earlier version may not have written.
  public func decode<Value>(
    _ type: OrNull<Value>.Type, forKey key: Key
  ) throws -> OrNull<Value> {
    try decodeIfPresent(type, forKey: key) ?? OrNull()
  }

  /// Reads figures of alerts that an earlier version may not have written.
  public func decode(
    _ type: PerSensitivity<Double?>.Type, forKey key: Key
  ) throws -> PerSensitivity<Double?> {
    try decodeIfPresent(type, forKey: key)
      ?? PerSensitivity(insensitive: nil, normal: nil, sensitive: nil)
  }
}
