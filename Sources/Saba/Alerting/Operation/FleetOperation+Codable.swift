extension FleetOperation: Codable {
  private enum Keys: CodingKey {
    case configuration, roles, groups, clock, lastRound, newestVerdict
  }

  /// Writes configuration and state.
  ///
  /// - Parameter encoder: Receives them.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(configuration, forKey: .configuration)
    try container.encode(
      Dictionary(uniqueKeysWithValues: roles.map { ($0.key.description, $0.value) }),
      forKey: .roles)
    try container.encode(groups, forKey: .groups)
    try container.encode(clock, forKey: .clock)
    try container.encodeIfPresent(lastRound, forKey: .lastRound)
    try container.encodeIfPresent(newestVerdict, forKey: .newestVerdict)
  }

  /// Reads configuration and state; ``use(_:at:)`` then brings in what has changed meanwhile.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      configuration: try container.decode(FleetConfiguration.self, forKey: .configuration))
    for (name, state) in try container.decode([String: RoleState].self, forKey: .roles) {
      guard let role = RoleName(name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .roles, in: container, debugDescription: "no full name of a role")
      }
      roles[role] = state
    }
    groups = try container.decode(AlertGroupRecorder.self, forKey: .groups)
    clock = try container.decode(FleetClock.self, forKey: .clock)
    lastRound = try container.decodeIfPresent(Int.self, forKey: .lastRound)
    newestVerdict = try container.decodeIfPresent(Int.self, forKey: .newestVerdict)
  }
}
