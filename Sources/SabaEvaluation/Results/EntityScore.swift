internal import Saba

/// One detector on one entity: its figures, and what of them pools over a set.
struct EntityScore: Sendable {
  let name: String
  let rows: Int
  let intervalSeconds: Int
  let vusBuffer: Int
  let unjudged: String?
  let fitSeconds: Double
  let scoreSeconds: Double
  let eventCount: Int
  /// The figures of rows.
  let rowFigures: Figures
  /// What alerts did; nil for a detector without them.
  let events: PerSensitivity<EventScore>?

  /// Scores a run against an entity's labels.
  init(
    of run: DetectorRun, on entity: DatasetEntity, unjudged: String? = nil,
    includesPointAdjusted: Bool = false
  ) {
    precondition(run.scores.count == entity.labels.count, "one score a row of the test file")
    name = entity.name
    rows = entity.labels.count
    intervalSeconds = entity.test.interval
    vusBuffer = entity.vusBuffer
    self.unjudged = unjudged
    fitSeconds = run.fitSeconds
    scoreSeconds = run.scoreSeconds
    eventCount = entity.events.count
    events = run.alerts.map { alerts in alerts.map { Self.events($0, on: entity) } }

    let labelled = LabelledScores(scores: run.scores, labels: entity.labels)
    let volume = labelled.volumeUnderSurface(buffer: entity.vusBuffer)
    var figures = Figures()
    figures.vusPR = volume?.precisionRecall
    figures.vusROC = volume?.roc
    figures.aucPR = labelled.averagePrecision
    figures.aucROC = labelled.rocArea
    figures.baseRate = volume == nil ? nil : labelled.baseRate
    rowFigures = figures
  }

  private static func events(_ alerts: [[Range<Int>]], on entity: DatasetEntity) -> EventScore {
    precondition(alerts.count == entity.hosts.count, "alerts of every host")
    return zip(entity.hosts, alerts).reduce(into: EventScore()) { pool, host in
      pool += EventScore(
        alerts: host.1, events: entity.events(of: host.0), rows: host.0.frameRows,
        interval: entity.test.interval)
    }
  }

  /// The entity's result, as it is written to files.
  var result: EntityResult {
    EntityResult(
      name: name, rows: rows, events: eventCount, intervalSeconds: intervalSeconds,
      vusBuffer: vusBuffer, unjudged: unjudged, figures: Figures(of: [self]),
      fitSeconds: fitSeconds, scoreSeconds: scoreSeconds)
  }
}

extension Figures {
  /// The figures of a set, or of some entities of it: means of what rows give, pools of what events
  /// give.
  init(of scores: some Sequence<EntityScore>) {
    self.init()
    let scores = Array(scores)
    func mean(_ figure: (Figures) -> Double?) -> Double? {
      scores.compactMap { figure($0.rowFigures) }.mean
    }
    vusPR = mean(\.vusPR)
    vusROC = mean(\.vusROC)
    aucPR = mean(\.aucPR)
    aucROC = mean(\.aucROC)
    baseRate = mean(\.baseRate)
    let pooled = scores.compactMap(\.events)
    guard !pooled.isEmpty else { return }
    let events = PerSensitivity(
      insensitive: pooled.reduce(into: EventScore()) { $0 += $1.insensitive },
      normal: pooled.reduce(into: EventScore()) { $0 += $1.normal },
      sensitive: pooled.reduce(into: EventScore()) { $0 += $1.sensitive })
    eventRecall = events.map(\.recall)
    falseAlertsPerHostDay = events.map(\.falseAlertsPerHostDay)
    alertHoursOutsideEventsPerHostDay = events.map(\.alertHoursOutsideEventsPerHostDay)
    medianDelay = events.map(\.medianDelay)
  }
}

extension DetectorResult {
  /// Gathers a detector's scores over a set.
  init(name: String, scores: [EntityScore]) {
    self.init(
      name: name, entities: scores.map(\.result),
      mean: MeanResult(
        figures: Figures(of: scores), fitSeconds: scores.map(\.fitSeconds).mean,
        scoreSeconds: scores.map(\.scoreSeconds).mean))
  }
}

extension [Double] {
  /// nil of nothing.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
