/// What an evaluation found, as it is written to JSON.
///
/// Figures that do not exist, such as the recall of an entity without events, are `nil` here and
/// null in the file; no number is infinite. `EvaluationResult.schema.json`, beside this file's source,
/// describes the document.
public struct EvaluationResult: Codable, Sendable, Hashable {
  /// The version of the document's form; later versions only add keys.
  public var formatVersion = 1
  /// The data set's name.
  public var dataset: String
  /// The layout it was read in.
  public var layout: String
  /// The length of a row, in seconds; nil where entities differ.
  @OrNull public var intervalSeconds: Int?
  /// L of the volumes under the surfaces, in rows; nil where entities differ.
  @OrNull public var vusBuffer: Int?
  /// One result a detector, in the order of asking.
  public var detectors: [DetectorResult]

  /// Takes the parts.
  public init(dataset: String, layout: String, detectors: [DetectorResult]) {
    self.dataset = dataset
    self.layout = layout
    self.detectors = detectors
    let entities = detectors.first?.entities ?? []
    let intervals = Set(entities.map(\.intervalSeconds))
    let buffers = Set(entities.map(\.vusBuffer))
    _intervalSeconds = OrNull(wrappedValue: intervals.count == 1 ? intervals.first : nil)
    _vusBuffer = OrNull(wrappedValue: buffers.count == 1 ? buffers.first : nil)
  }
}

/// One detector's results over a data set.
public struct DetectorResult: Codable, Sendable, Hashable {
  /// The detector's name.
  public var name: String
  /// One result an entity, in the order of the set.
  public var entities: [EntityResult]
  /// The figures of the whole set.
  public var mean: MeanResult
  /// For each figure of the set, by its name in ``Figures``, its 95 % bootstrap interval over
  /// entities, where there is one.
  public var intervals: [String: ConfidenceInterval] = [:]
  /// For each figure of rows how it differs from that of the first detector on the same entities;
  /// empty for the first.
  public var againstFirst: [String: PairedComparison] = [:]
  /// Promised against realised false alerts; nil for a detector without alerts.
  @OrNull public var falseAlerts: PerSensitivity<FalseAlertReliability>?
  /// Promised against observed p-values on rows outside events; nil for a detector without p-values.
  @OrNull public var reliability: [ReliabilityShare]?
  /// NAB's scores; nil in other layouts, and without a window.
  @OrNull public var nab: NABScore?
}

/// One detector's results on one entity.
@dynamicMemberLookup
public struct EntityResult: Codable, Sendable, Hashable {
  /// The entity's name.
  public var name: String
  /// The number of rows of the test file.
  public var rows: Int
  /// The number of labelled events.
  public var events: Int
  /// The length of a row, in seconds.
  public var intervalSeconds: Int
  /// L of the volumes under the surfaces, in rows.
  public var vusBuffer: Int
  /// Why the detector could not judge the entity; nil where it could.
  @OrNull public var unjudged: String?
  /// How good it was; in files among the other keys.
  public var figures: Figures
  /// The time to fit, in seconds of the clock while other entities ran beside it.
  public var fitSeconds: Double
  /// The time to score, likewise.
  public var scoreSeconds: Double

  /// One of the figures.
  public subscript<Value>(dynamicMember figure: KeyPath<Figures, Value>) -> Value {
    figures[keyPath: figure]
  }

  init(
    name: String, rows: Int, events: Int, intervalSeconds: Int, vusBuffer: Int, unjudged: String?,
    figures: Figures, fitSeconds: Double, scoreSeconds: Double
  ) {
    self.name = name
    self.rows = rows
    self.events = events
    self.intervalSeconds = intervalSeconds
    self.vusBuffer = vusBuffer
    self.unjudged = unjudged
    self.figures = figures
    self.fitSeconds = fitSeconds
    self.scoreSeconds = scoreSeconds
  }

  private enum CodingKeys: CodingKey {
    case name, rows, events, intervalSeconds, vusBuffer, unjudged, fitSeconds, scoreSeconds
  }

  /// Reads the keys and the figures among them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    rows = try container.decode(Int.self, forKey: .rows)
    events = try container.decode(Int.self, forKey: .events)
    intervalSeconds = try container.decode(Int.self, forKey: .intervalSeconds)
    vusBuffer = try container.decode(Int.self, forKey: .vusBuffer)
    _unjudged = try container.decode(OrNull<String>.self, forKey: .unjudged)
    fitSeconds = try container.decode(Double.self, forKey: .fitSeconds)
    scoreSeconds = try container.decode(Double.self, forKey: .scoreSeconds)
    figures = try Figures(from: decoder)
  }

  /// Writes every key, null where there is no figure.
  public func encode(to encoder: any Encoder) throws {
    try figures.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(rows, forKey: .rows)
    try container.encode(events, forKey: .events)
    try container.encode(intervalSeconds, forKey: .intervalSeconds)
    try container.encode(vusBuffer, forKey: .vusBuffer)
    try container.encode(_unjudged, forKey: .unjudged)
    try container.encode(fitSeconds, forKey: .fitSeconds)
    try container.encode(scoreSeconds, forKey: .scoreSeconds)
  }
}

/// One detector's figures for a whole set.
@dynamicMemberLookup
public struct MeanResult: Codable, Sendable, Hashable {
  /// How good it was; in files among the other keys.
  public var figures: Figures
  /// The mean time to fit an entity, in seconds.
  @OrNull public var fitSeconds: Double?
  /// The mean time to score an entity, in seconds.
  @OrNull public var scoreSeconds: Double?

  /// One of the figures.
  public subscript<Value>(dynamicMember figure: KeyPath<Figures, Value>) -> Value {
    figures[keyPath: figure]
  }

  init(figures: Figures, fitSeconds: Double?, scoreSeconds: Double?) {
    self.figures = figures
    self.fitSeconds = fitSeconds
    self.scoreSeconds = scoreSeconds
  }

  private enum CodingKeys: CodingKey {
    case fitSeconds, scoreSeconds
  }

  /// Reads the keys and the figures among them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    _fitSeconds = try container.decode(OrNull<Double>.self, forKey: .fitSeconds)
    _scoreSeconds = try container.decode(OrNull<Double>.self, forKey: .scoreSeconds)
    figures = try Figures(from: decoder)
  }

  /// Writes every key, null where there is no figure.
  public func encode(to encoder: any Encoder) throws {
    try figures.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(_fitSeconds, forKey: .fitSeconds)
    try container.encode(_scoreSeconds, forKey: .scoreSeconds)
  }
}
