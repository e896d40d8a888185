internal import Saba

/// What a report shows of one entity: charts, events and alerts.
///
/// Made right after the detectors have run, so that their scores and matrices can go; what is kept is
/// about as large as its part of the page.
public struct EntityPicture: Sendable {
  /// The entity's name.
  public let name: String
  /// The labelled events, by start.
  let events: [PicturedEvent]
  /// The alerts of the first detector at its most sensitive, by time.
  let alerts: [PicturedAlert]
  /// The charts of each host.
  let hosts: [HostPicture]
  /// What each detector did, in the order of running.
  let detectors: [DetectorPicture]
  /// What there is to say beside the charts.
  let facts: Facts

  /// An event, and who found it.
  struct PicturedEvent: Sendable {
    /// Counted from 1.
    var number: Int
    var host: String
    /// From when to when, in seconds since the epoch.
    var range: Range<Int>
    /// How days are named.
    var clock: CalendarTime.Clock
    /// The metrics that the publisher names.
    var named: [String]
    /// The metrics that the first detector blames most; empty where it cannot tell.
    var blamed: [Culprit]
    /// For each detector at which sensitivities it was found; nil for one without alerts.
    var finders: [PerSensitivity<Bool>?]
  }

  /// An alert of the first detector.
  struct PicturedAlert: Sendable {
    /// Counted from 1.
    var number: Int
    var host: String
    /// While it was open, in seconds since the epoch.
    var range: Range<Int>
    /// The least sensitive setting that raised it.
    var sensitivity: Sensitivity
    /// The metrics blamed most; empty where the detector cannot tell.
    var blamed: [Culprit]
    /// The numbers of the events that it found.
    var events: [Int]
  }

  /// A metric with its share of the blame.
  struct Culprit: Sendable, Hashable {
    var metric: String
    var share: Double
  }

  /// The charts of one host.
  struct HostPicture: Sendable {
    var name: String
    var score: ChartFigure
    /// Scores and alerts of the detectors after the first.
    var lanes: [ChartFigure]
    /// The worst metrics.
    var metrics: [ChartFigure]
    /// All other metrics.
    var strips: [ChartFigure]
    /// How many metrics are not shown, to keep the page small.
    var hiddenCount: Int
  }

  /// What one detector did.
  struct DetectorPicture: Sendable {
    var name: String
    /// Precision at recalls 1/n … 1; nil where there is nothing to tell apart.
    var precisions: [Double]?
  }

  /// What there is to say beside the charts.
  struct Facts: Sendable {
    var rowCount: Int
    var interval: Int
    var metricCount: Int
    var baseRate: Double?
    var axis: TimeAxis
  }

  /// The bytes of page that an entity may take so that a report stays below 20 MB.
  ///
  /// - Parameter entityCount: The number of entities of the set.
  /// - Returns: For ``init(of:runs:budget:)``.
  public static func budget(entityCount: Int) -> Int {
    min(1_000_000, 19_000_000 / max(1, entityCount))
  }

  /// Draws an entity.
  ///
  /// - Parameters:
  ///   - entity: The data.
  ///   - runs: What each detector made of it; the charts are about the first one, whose run is best
  ///     made with an ``Explanation``. At least one.
  ///   - budget: About how many bytes the pictures may take; where series are longer than that allows,
  ///     they keep the least and the greatest value of each stretch.
  /// - Complexity: O(rows × metrics), and O(rows log rows) a detector.
  public init(
    of entity: DatasetEntity, runs: [NamedRun],
    budget: Int = EntityPicture.budget(entityCount: 1)
  ) {
    precondition(!runs.isEmpty, "at least one detector")
    let artist = EntityArtist(entity: entity, runs: runs, budget: budget)
    name = entity.name
    events = artist.events
    alerts = artist.alerts
    hosts = entity.hosts.indices.map { artist.host($0) }
    detectors = runs.map { detector in
      DetectorPicture(
        name: detector.name,
        precisions: PrecisionAtRecall.curve(
          of: LabelledScores(scores: detector.run.scores, labels: entity.labels)))
    }
    let labelled = entity.labels.count { $0 }
    facts = Facts(
      rowCount: entity.labels.count, interval: entity.test.interval,
      metricCount: entity.test.metrics.count,
      baseRate: entity.labels.isEmpty ? nil : Double(labelled) / Double(entity.labels.count),
      axis: artist.axis)
  }
}

extension PerSensitivity<Bool> {
  /// Whether it holds at any setting.
  var isAnywhere: Bool { values.contains(true) }

  /// At which settings it holds, in words; nil if at none.
  var settings: String? {
    let names = zip(PerSensitivity<Sensitivity>.all.values, values).filter(\.1).map(\.0.rawValue)
    switch names.count {
    case 0: return nil
    case values.count: return "at every sensitivity"
    case 1: return "at \(names[0]) only"
    default: return "at \(Words.list(names))"
    }
  }

  /// The least sensitive setting that holds; nil if none does.
  var leastSensitive: Sensitivity? {
    insensitive ? .insensitive : normal ? .normal : sensitive ? .sensitive : nil
  }
}
