/// How good a detector was: on one entity, or on a whole set.
///
/// Every figure that does not exist is `nil` and null in a file: areas where no row or every row is
/// labelled, figures of alerts for a detector without thresholds, culprits where the set names none.
///
/// Of a whole set, figures of rows are means over the entities that have them. What alerts did, and
/// whom they blamed, is pooled: the share of all events of the set, and counts and hours of all hosts
/// over the host-days of all hosts.
public struct Figures: Codable, Sendable, Hashable {
  /// The volume under the precision-recall surface, VUS-PR.
  @OrNull public var vusPR: Double?
  /// The volume under the ROC surface, VUS-ROC.
  @OrNull public var vusROC: Double?
  /// The area under the precision-recall curve of the widest buffer alone, R-AUC-PR.
  @OrNull public var rangePR: Double?
  /// The area under the ROC curve of the widest buffer alone, R-AUC-ROC.
  @OrNull public var rangeROC: Double?
  /// Average precision, point by point.
  @OrNull public var aucPR: Double?
  /// The area under the ROC curve, point by point.
  @OrNull public var aucROC: Double?
  /// Proximity-aware evaluation, PATE, with the buffers of ``vusPR``.
  @OrNull public var pate: Double?
  /// F1 at the threshold that suits the labels best, which nobody knows beforehand.
  @OrNull public var bestF1: Double?
  /// The share of labelled rows.
  @OrNull public var baseRate: Double?
  /// Affiliation precision of the rows in alert.
  public var affiliationPrecision = PerSensitivity<Double?>.none
  /// Affiliation recall of the rows in alert.
  public var affiliationRecall = PerSensitivity<Double?>.none
  /// The share of events found.
  public var eventRecall = PerSensitivity<Double?>.none
  /// False alerts per host and day outside events.
  public var falseAlertsPerHostDay = PerSensitivity<Double?>.none
  /// Hours in alert per host and day, both outside events.
  public var alertHoursOutsideEventsPerHostDay = PerSensitivity<Double?>.none
  /// The median delay of the events found, in samples.
  public var medianDelay = PerSensitivity<Double?>.none
  /// The share of an event's true metrics among as many that are blamed most, HitRate@100 %.
  @OrNull public var hitRate100: Double?
  /// The same among half as many again, HitRate@150 %.
  @OrNull public var hitRate150: Double?
  /// The share of events of which the metric blamed most is a true one.
  @OrNull public var firstCulprit: Double?
  /// The normalised discounted cumulative gain of the five metrics blamed most, NDCG@5.
  @OrNull public var ndcg5: Double?
  /// Point-adjusted F1 at the threshold that suits it best: for comparison only, since random scores
  /// do well by it; nil unless asked for.
  @OrNull public var pointAdjustedF1: Double?

  /// Makes figures of which none exists.
  public init() {}
}

extension PerSensitivity<Double?> {
  /// No figure at any sensitivity.
  static let none = PerSensitivity(insensitive: nil, normal: nil, sensitive: nil)
}

extension Figures {
  /// A figure by its name in files.
  public struct Named: Sendable {
    /// Its key in JSON, such as `vusPR` or `eventRecall.sensitive`.
    public let name: String
    /// Whether a greater figure is a better one.
    public let isBetterHigh: Bool
    /// Picks it.
    public let value: @Sendable (Figures) -> Double?
  }

  /// All figures in the order of files and reports.
  public static let named: [Named] =
    [
      Named(name: "vusPR", isBetterHigh: true) { $0.vusPR },
      Named(name: "vusROC", isBetterHigh: true) { $0.vusROC },
      Named(name: "rangePR", isBetterHigh: true) { $0.rangePR },
      Named(name: "rangeROC", isBetterHigh: true) { $0.rangeROC },
      Named(name: "aucPR", isBetterHigh: true) { $0.aucPR },
      Named(name: "aucROC", isBetterHigh: true) { $0.aucROC },
      Named(name: "pate", isBetterHigh: true) { $0.pate },
      Named(name: "bestF1", isBetterHigh: true) { $0.bestF1 },
      Named(name: "baseRate", isBetterHigh: true) { $0.baseRate },
    ]
    + perSensitivity("affiliationPrecision", isBetterHigh: true) { $0.affiliationPrecision }
    + perSensitivity("affiliationRecall", isBetterHigh: true) { $0.affiliationRecall }
    + perSensitivity("eventRecall", isBetterHigh: true) { $0.eventRecall }
    + perSensitivity("falseAlertsPerHostDay", isBetterHigh: false) { $0.falseAlertsPerHostDay }
    + perSensitivity("alertHoursOutsideEventsPerHostDay", isBetterHigh: false) {
      $0.alertHoursOutsideEventsPerHostDay
    }
    + perSensitivity("medianDelay", isBetterHigh: false) { $0.medianDelay }
    + [
      Named(name: "hitRate100", isBetterHigh: true) { $0.hitRate100 },
      Named(name: "hitRate150", isBetterHigh: true) { $0.hitRate150 },
      Named(name: "firstCulprit", isBetterHigh: true) { $0.firstCulprit },
      Named(name: "ndcg5", isBetterHigh: true) { $0.ndcg5 },
      Named(name: "pointAdjustedF1", isBetterHigh: true) { $0.pointAdjustedF1 },
    ]

  /// A figure by its name; nil if there is none of that name.
  public static func named(_ name: String) -> Named? { named.first { $0.name == name } }

  private static func perSensitivity(
    _ name: String, isBetterHigh: Bool,
    _ values: @escaping @Sendable (Figures) -> PerSensitivity<Double?>
  ) -> [Named] {
    [
      Named(name: "\(name).insensitive", isBetterHigh: isBetterHigh) { values($0).insensitive },
      Named(name: "\(name).normal", isBetterHigh: isBetterHigh) { values($0).normal },
      Named(name: "\(name).sensitive", isBetterHigh: isBetterHigh) { values($0).sensitive },
    ]
  }
}
