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
  /// What alerts did, none where the detector has no thresholds.
  let events: PerSensitivity<EventScore>
  /// Whether the detector has thresholds here.
  let hasAlerts: Bool
  /// Whom the detector blamed, nobody where it cannot tell.
  let culprits: CulpritScore
  /// Whether the detector can tell here whom to blame.
  let hasBlame: Bool
  /// How p-values keep their promise; nil for a detector without them.
  let reliability: Reliability?
  /// What NAB judges; nil in other layouts.
  let nabFile: NABFile?

  /// Scores a run against an entity's labels.
  init(
    of run: DetectorRun, on entity: DatasetEntity, unjudged: String? = nil,
    includesPointAdjusted: Bool = false, isNAB: Bool = false
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
    hasAlerts = run.alerts != nil
    events = (run.alerts ?? DetectorRun.noAlerts(on: entity)).map {
      Self.events($0, on: entity, judged: { run.alerts != nil && !run.scores[$0].isNaN })
    }

    hasBlame = run.explanation != nil
    culprits = Self.culprits(run.explanation?.blame, on: entity)
    reliability = run.pValues.map { Reliability(pValues: $0, on: entity) }
    nabFile = isNAB ? NABFile(scores: run.alarms ?? run.scores, windows: entity.events) : nil

    let labelled = LabelledScores(scores: run.scores, labels: entity.labels)
    var figures = labelled.figures(buffer: entity.vusBuffer)
    if includesPointAdjusted { figures.pointAdjustedF1 = labelled.bestPointAdjustedF1?.f1 }
    let affiliation = run.alerts.map { alerts in alerts.map { Self.affiliation($0, on: entity) } }
    figures.affiliationPrecision = affiliation?.map(\.precision) ?? .none
    figures.affiliationRecall = affiliation?.map(\.recall) ?? .none
    rowFigures = figures
  }

  /// What alerts did: all events count, but as time only the rows that were judged.
  private static func events(
    _ alerts: [[Range<Int>]], on entity: DatasetEntity, judged: (_ fileRow: Int) -> Bool
  ) -> EventScore {
    precondition(alerts.count == entity.hosts.count, "alerts of every host")
    return zip(entity.hosts, alerts).reduce(into: EventScore()) { pool, host in
      let rows = zip(host.0.fileRows, host.0.frameRows).filter { judged($0.0) }.map(\.1)
      pool += EventScore(
        alerts: host.1, events: entity.events(of: host.0), rows: rows,
        interval: entity.test.interval)
    }
  }

  /// Affiliation of the rows in alert, means over the hosts that have the figure.
  private static func affiliation(
    _ alerts: [[Range<Int>]], on entity: DatasetEntity
  ) -> (precision: Double?, recall: Double?) {
    let scores = entity.hosts.indices.map { host in
      AffiliationScore(
        predictions: alerts[host], events: entity.events(of: entity.hosts[host]),
        rowCount: entity.test.frames[host].rowCount)
    }
    return (scores.compactMap(\.precision).mean, scores.compactMap(\.recall).mean)
  }

  /// Blame averaged over the judged rows of each event whose culprits are known.
  private static func culprits(_ blame: Matrix?, on entity: DatasetEntity) -> CulpritScore {
    var score = CulpritScore()
    for event in entity.interpretations {
      var sums = [Double](repeating: 0, count: entity.test.metrics.count)
      var judged = 0
      if let blame {
        for row in event.rows {
          let known = sums.indices.filter { !blame[row, $0].isNaN }
          if known.isEmpty { continue }
          for column in known { sums[column] += blame[row, column] }
          judged += 1
        }
      }
      score.add(
        blame: sums.map { judged == 0 ? .nan : $0 / Double(judged) }, truth: event.metrics)
    }
    return score
  }

  /// The entity's result, as it is written to files.
  var result: EntityResult {
    EntityResult(
      name: name, rows: rows, events: eventCount, intervalSeconds: intervalSeconds,
      vusBuffer: vusBuffer, unjudged: unjudged, figures: Figures(of: [self]),
      fitSeconds: fitSeconds, scoreSeconds: scoreSeconds)
  }
}

extension LabelledScores {
  /// What the scores are worth row by row.
  func figures(buffer: Int) -> Figures {
    var figures = Figures()
    let volume = volumeUnderSurface(buffer: buffer)
    figures.vusPR = volume?.precisionRecall
    figures.vusROC = volume?.roc
    let range = areaUnderRange(buffer: buffer)
    figures.rangePR = range?.precisionRecall
    figures.rangeROC = range?.roc
    figures.aucPR = averagePrecision
    figures.aucROC = rocArea
    // As far from an event as the volume reaches. The authors' curve begins at precision 1, which
    // would reward scores that are all the same.
    let isConstant = scores.allSatisfy { $0 == scores[0] }
    figures.pate =
      isMixed && isConstant ? baseRate : pate(earlyBuffer: buffer / 2, delayBuffer: buffer / 2)
    figures.bestF1 = bestF1?.f1
    figures.baseRate = volume == nil ? nil : baseRate
    return figures
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
    func means(
      _ figure: (Figures) -> PerSensitivity<Double?>
    ) -> PerSensitivity<Double?> {
      let figures = scores.map { figure($0.rowFigures) }
      return PerSensitivity(
        insensitive: figures.compactMap(\.insensitive).mean,
        normal: figures.compactMap(\.normal).mean, sensitive: figures.compactMap(\.sensitive).mean)
    }
    vusPR = mean(\.vusPR)
    vusROC = mean(\.vusROC)
    rangePR = mean(\.rangePR)
    rangeROC = mean(\.rangeROC)
    aucPR = mean(\.aucPR)
    aucROC = mean(\.aucROC)
    pate = mean(\.pate)
    bestF1 = mean(\.bestF1)
    pointAdjustedF1 = mean(\.pointAdjustedF1)
    baseRate = mean(\.baseRate)
    affiliationPrecision = means(\.affiliationPrecision)
    affiliationRecall = means(\.affiliationRecall)
    let culprits =
      scores.contains(where: \.hasBlame)
      ? scores.reduce(into: CulpritScore()) { $0 += $1.culprits } : CulpritScore()
    hitRate100 = culprits.hitRate100
    hitRate150 = culprits.hitRate150
    firstCulprit = culprits.firstCulprit
    ndcg5 = culprits.ndcg5
    guard let events = scores.pooledEvents else { return }
    eventRecall = events.map(\.recall)
    falseAlertsPerHostDay = events.map(\.falseAlertsPerHostDay)
    alertHoursOutsideEventsPerHostDay = events.map(\.alertHoursOutsideEventsPerHostDay)
    medianDelay = events.map(\.medianDelay)
  }
}

extension [EntityScore] {
  /// What alerts did on all entities; nil for a detector that has thresholds nowhere.
  ///
  /// Where it has none on some entities it misses what there is; their time does not count.
  var pooledEvents: PerSensitivity<EventScore>? {
    guard contains(where: \.hasAlerts) else { return nil }
    return PerSensitivity(
      insensitive: reduce(into: EventScore()) { $0 += $1.events.insensitive },
      normal: reduce(into: EventScore()) { $0 += $1.events.normal },
      sensitive: reduce(into: EventScore()) { $0 += $1.events.sensitive })
  }
}
