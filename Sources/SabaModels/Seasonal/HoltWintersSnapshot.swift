internal import SabaNumerics

extension HoltWinters: Codable {
  private enum Keys: CodingKey {
    case formatVersion, trend, periods, seasonality, hasErrorCorrelation, parameters, errorDeviation
    case outlierLimit, origin, state, seasons, uncertainty
    case seasonVariances
  }

  /// Writes the model, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(SnapshotFormat.seasonal, forKey: .formatVersion)
    try container.encode(form.trend, forKey: .trend)
    try container.encode(form.periods, forKey: .periods)
    try container.encode(form.seasonality, forKey: .seasonality)
    try container.encode(form.hasErrorCorrelation, forKey: .hasErrorCorrelation)
    try container.encode(
      PackedDoubles(
        [parameters.level, parameters.trend, parameters.damping, parameters.errorCorrelation]
          + parameters.seasons), forKey: .parameters)
    try container.encode(PackedDoubles([errorDeviation]), forKey: .errorDeviation)
    try container.encodeIfPresent(
      outlierLimit.map { PackedDoubles([$0]) }, forKey: .outlierLimit)
    try container.encode(PackedDoubles([origin]), forKey: .origin)
    try container.encode(PackedDoubles([relativeLevel, slope, error]), forKey: .state)
    try container.encode(PackedDoubles(Array(state.seasons.joined())), forKey: .seasons)
    try container.encode(PackedDoubles(uncertainty.numbers), forKey: .uncertainty)
    try container.encode(
      [first, second].map { PackedDoubles($0.orderedVariances) }, forKey: .seasonVariances)
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
    let form = Form(
      trend: try container.decode(Form.Trend.self, forKey: .trend),
      periods: try container.decode([Int].self, forKey: .periods),
      seasonality: try container.decode(Form.Seasonality.self, forKey: .seasonality),
      hasErrorCorrelation: try container.decode(Bool.self, forKey: .hasErrorCorrelation))
    let gains = try numbers(.parameters)
    let place = try numbers(.state)
    var effects = try numbers(.seasons)[...]
    guard
      gains.count >= 4, place.count == 3, let deviation = try numbers(.errorDeviation).first,
      let origin = try numbers(.origin).first, origin.isFinite,
      let uncertainty = StateUncertainty(numbers: try numbers(.uncertainty)),
      form.periods.allSatisfy({ $0 > 0 && $0 <= effects.count }),
      form.periods.reduce(0, +) == effects.count
    else { throw SnapshotFormat.corrupted(path, "parts that do not fit the model's form") }
    let variances = try container.decode([PackedDoubles].self, forKey: .seasonVariances)
      .map(\.values)
    guard
      variances.count == 2, variances.joined().allSatisfy({ $0 >= 0 && $0.isFinite }),
      zip(variances, form.periods + [0, 0]).allSatisfy({ $0.isEmpty || $0.count == $1 })
    else { throw SnapshotFormat.corrupted(path, "variances that do not fit the seasons") }
    let limit = try container.decodeIfPresent(PackedDoubles.self, forKey: .outlierLimit)
    let seasons = form.periods.map { period in
      defer { effects = effects.dropFirst(period) }
      return Array(effects.prefix(period))
    }
    let state = State(level: place[0], slope: place[1], seasons: seasons, error: place[2])
    do throws(FitError) {
      let checked = try HoltWinters(
        form: form,
        parameters: Parameters(
          level: gains[0], trend: gains[1], damping: gains[2], seasons: Array(gains[4...]),
          errorCorrelation: gains[3]),
        state: state, errorDeviation: deviation, outlierLimit: limit?.values.first)
      self.init(
        form: form, parameters: checked.parameters, origin: origin, relative: state,
        errorDeviation: deviation, outlierLimit: checked.outlierLimit, uncertainty: uncertainty,
        seasonVariances: variances)
    } catch {
      throw SnapshotFormat.corrupted(path, error.description)
    }
  }
}
