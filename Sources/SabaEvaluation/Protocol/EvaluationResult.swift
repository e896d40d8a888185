/// What an evaluation found, as it is written to JSON.
///
/// Figures that do not exist, such as the recall of an entity without events, are `nil` here and
/// null in the file; no number is infinite.
public struct EvaluationResult: Codable, Sendable, Hashable {
  /// The data set's name.
  public var dataset: String
  /// The layout it was read in.
  public var layout: String
  /// The length of a row, in seconds.
  public var intervalSeconds: Int
  /// L of the volumes under the surfaces, in rows.
  public var vusBuffer: Int
  /// One result a detector, in the order of asking.
  public var detectors: [DetectorResult]

  /// Takes the parts.
  public init(
    dataset: String, layout: String, intervalSeconds: Int, vusBuffer: Int,
    detectors: [DetectorResult]
  ) {
    self.dataset = dataset
    self.layout = layout
    self.intervalSeconds = intervalSeconds
    self.vusBuffer = vusBuffer
    self.detectors = detectors
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
}

/// One detector's results on one entity.
public struct EntityResult: Codable, Sendable, Hashable {
  /// The entity's name.
  public var name: String
  /// The number of rows of the test file.
  public var rows: Int
  /// The number of labelled events.
  public var events: Int
  /// The volume under the precision-recall surface.
  public var vusPR: Double?
  /// Average precision.
  public var aucPR: Double?
  /// The volume under the ROC surface.
  public var vusROC: Double?
  /// The share of labelled rows; `nil`, as the three before it, where none or all are.
  public var baseRate: Double?
  /// The share of events found.
  public var eventRecall: PerSensitivity<Double?>
  /// False alerts per host and day outside events.
  public var falseAlertsPerHostDay: PerSensitivity<Double?>
  /// Hours in alert per host and day, both outside events.
  public var alertHoursOutsideEventsPerHostDay: PerSensitivity<Double?>
  /// The median delay of the events found, in samples.
  public var medianDelay: PerSensitivity<Double?>
  /// The time to fit, in seconds of the clock while other entities ran beside it.
  public var fitSeconds: Double
  /// The time to score, likewise.
  public var scoreSeconds: Double

  /// Writes every key, null where there is no figure.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(rows, forKey: .rows)
    try container.encode(events, forKey: .events)
    try container.encode(vusPR, forKey: .vusPR)
    try container.encode(aucPR, forKey: .aucPR)
    try container.encode(vusROC, forKey: .vusROC)
    try container.encode(baseRate, forKey: .baseRate)
    try container.encode(eventRecall, forKey: .eventRecall)
    try container.encode(falseAlertsPerHostDay, forKey: .falseAlertsPerHostDay)
    try container.encode(
      alertHoursOutsideEventsPerHostDay, forKey: .alertHoursOutsideEventsPerHostDay)
    try container.encode(medianDelay, forKey: .medianDelay)
    try container.encode(fitSeconds, forKey: .fitSeconds)
    try container.encode(scoreSeconds, forKey: .scoreSeconds)
  }
}

/// One detector's figures for a whole set.
///
/// Volumes, average precision and base rate are means over the entities that have them, times are
/// means over all entities. What alerts did is pooled: the share of all events of the set, and
/// counts and hours of all hosts over the host-days of all hosts.
public struct MeanResult: Codable, Sendable, Hashable {
  /// The mean volume under the precision-recall surface.
  public var vusPR: Double?
  /// The mean of average precision.
  public var aucPR: Double?
  /// The mean volume under the ROC surface.
  public var vusROC: Double?
  /// The mean share of labelled rows.
  public var baseRate: Double?
  /// The share of all events found.
  public var eventRecall: PerSensitivity<Double?>
  /// All false alerts over all host-days outside events.
  public var falseAlertsPerHostDay: PerSensitivity<Double?>
  /// All hours in alert over all host-days, both outside events.
  public var alertHoursOutsideEventsPerHostDay: PerSensitivity<Double?>
  /// The mean time to fit, in seconds.
  public var fitSeconds: Double?
  /// The mean time to score, in seconds.
  public var scoreSeconds: Double?

  /// Writes every key, null where there is no figure.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(vusPR, forKey: .vusPR)
    try container.encode(aucPR, forKey: .aucPR)
    try container.encode(vusROC, forKey: .vusROC)
    try container.encode(baseRate, forKey: .baseRate)
    try container.encode(eventRecall, forKey: .eventRecall)
    try container.encode(falseAlertsPerHostDay, forKey: .falseAlertsPerHostDay)
    try container.encode(
      alertHoursOutsideEventsPerHostDay, forKey: .alertHoursOutsideEventsPerHostDay)
    try container.encode(fitSeconds, forKey: .fitSeconds)
    try container.encode(scoreSeconds, forKey: .scoreSeconds)
  }
}
