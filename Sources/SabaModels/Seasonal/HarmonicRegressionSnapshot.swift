internal import SabaNumerics

extension HarmonicRegression: Codable {
  private enum Keys: CodingKey {
    case formatVersion, start, interval, count, centre, hasSlope, changePoints, periods, harmonics
    case regressorNames, origin, values, isAliased, covariance, deviation
  }

  /// Writes the model, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(SnapshotFormat.seasonal, forKey: .formatVersion)
    try container.encode(grid.start, forKey: .start)
    try container.encode(grid.interval, forKey: .interval)
    try container.encode(grid.count, forKey: .count)
    try container.encode(design.centre, forKey: .centre)
    try container.encode(design.hasSlope, forKey: .hasSlope)
    try container.encode(design.changePoints, forKey: .changePoints)
    try container.encode(PackedDoubles(design.seasons.map(\.period)), forKey: .periods)
    try container.encode(design.seasons.map(\.harmonics), forKey: .harmonics)
    try container.encode(design.regressorNames, forKey: .regressorNames)
    try container.encode(PackedDoubles([origin]), forKey: .origin)
    try container.encode(PackedDoubles(values), forKey: .values)
    try container.encode(isAliased, forKey: .isAliased)
    try container.encode(PackedDoubles(covariance.elements), forKey: .covariance)
    try container.encode(PackedDoubles([deviation]), forKey: .deviation)
  }

  /// Reads a model.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where the parts do not fit together or are of a later format.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let path = decoder.codingPath
    try SnapshotFormat.check(
      container.decode(Int.self, forKey: .formatVersion), reads: SnapshotFormat.seasonal, path)
    func numbers(_ key: Keys) throws -> [Double] {
      try container.decode(PackedDoubles.self, forKey: key).values
    }
    let start = try container.decode(Int.self, forKey: .start)
    let interval = try container.decode(Int.self, forKey: .interval)
    let count = try container.decode(Int.self, forKey: .count)
    let periods = try numbers(.periods)
    let harmonics = try container.decode([[Int]].self, forKey: .harmonics)
    guard
      interval > 0, count > 0, periods.count == harmonics.count,
      periods.allSatisfy({ $0 > 0 && $0.isFinite }),
      harmonics.joined().allSatisfy({ $0 > 0 }),
      !count.multipliedReportingOverflow(by: interval).overflow
    else { throw SnapshotFormat.corrupted(path, "a grid or seasons that cannot be") }
    let design = HarmonicDesign(
      centre: try container.decode(Int.self, forKey: .centre),
      hasSlope: try container.decode(Bool.self, forKey: .hasSlope),
      changePoints: try container.decode([Int].self, forKey: .changePoints),
      seasons: zip(periods, harmonics).map { HarmonicDesign.Season(period: $0, harmonics: $1) },
      regressorNames: try container.decode([String].self, forKey: .regressorNames))
    let width = design.columnCount
    let values = try numbers(.values)
    let isAliased = try container.decode([Bool].self, forKey: .isAliased)
    let covariance = try numbers(.covariance)
    guard
      values.count == width, isAliased.count == width, covariance.count == width * width,
      (values + covariance).allSatisfy(\.isFinite), let origin = try numbers(.origin).first,
      origin.isFinite, let deviation = try numbers(.deviation).first, deviation >= 0,
      deviation.isFinite
    else { throw SnapshotFormat.corrupted(path, "coefficients that do not fit the columns") }
    self.init(
      grid: TimeGrid(start: start, interval: interval, count: count), design: design,
      origin: origin, values: values, isAliased: isAliased,
      covariance: Matrix(rowCount: width, columnCount: width, elements: covariance),
      deviation: deviation)
  }
}
