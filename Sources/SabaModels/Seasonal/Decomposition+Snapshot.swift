internal import SabaNumerics

extension Decomposition: Codable {
  private enum Keys: CodingKey {
    case formatVersion, observed, trend, periods, seasons, weights
  }

  /// Writes the decomposition, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(SnapshotFormat.seasonal, forKey: .formatVersion)
    try container.encode(PackedDoubles(observed), forKey: .observed)
    try container.encode(PackedDoubles(trend), forKey: .trend)
    try container.encode(seasons.map(\.period), forKey: .periods)
    try container.encode(seasons.map { PackedDoubles($0.values) }, forKey: .seasons)
    try container.encode(PackedDoubles(weights), forKey: .weights)
  }

  /// Reads a decomposition.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where the parts do not fit together or are of a later format.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let path = decoder.codingPath
    try SnapshotFormat.check(
      container.decode(Int.self, forKey: .formatVersion), reads: SnapshotFormat.seasonal, path)
    let observed = try container.decode(PackedDoubles.self, forKey: .observed).values
    let trend = try container.decode(PackedDoubles.self, forKey: .trend).values
    let periods = try container.decode([Int].self, forKey: .periods)
    let seasons = try container.decode([PackedDoubles].self, forKey: .seasons).map(\.values)
    let weights = try container.decode(PackedDoubles.self, forKey: .weights).values
    guard
      periods.count == seasons.count, periods.allSatisfy({ $0 >= 2 }),
      !observed.contains(where: \.isInfinite), weights.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      ([trend] + seasons).allSatisfy({ part in
        part.count == observed.count && part.allSatisfy(\.isFinite)
      }), weights.count == observed.count
    else {
      throw SnapshotFormat.corrupted(path, "parts of a decomposition that do not fit together")
    }
    self.init(
      observed: observed, trend: trend,
      seasons: zip(periods, seasons).map { Season(period: $0, values: $1) }, weights: weights)
  }
}
