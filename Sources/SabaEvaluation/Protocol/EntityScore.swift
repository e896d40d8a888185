internal import Saba

/// One detector's result on one entity, with the counts that pool over a set.
struct EntityScore: Sendable {
  let result: EntityResult
  let events: PerSensitivity<EventScore>

  /// Scores a run against an entity's labels.
  init(of run: DetectorRun, on entity: DatasetEntity) {
    precondition(run.scores.count == entity.labels.count, "one score a row of the test file")
    let labelled = LabelledScores(scores: run.scores, labels: entity.labels)
    let volume = labelled.volumeUnderSurface(buffer: entity.vusBuffer)
    let silent = PerSensitivity<Sensitivity>.all.map { _ in entity.hosts.map { _ in [Range<Int>]() }
    }
    events = (run.alerts ?? silent).map { alertsOfHosts in
      precondition(alertsOfHosts.count == entity.hosts.count, "alerts of every host")
      return zip(entity.hosts, alertsOfHosts).reduce(into: EventScore()) { pool, host in
        pool += EventScore(
          alerts: host.1, events: entity.events(of: host.0), rows: host.0.frameRows,
          interval: entity.test.interval)
      }
    }
    result = EntityResult(
      name: entity.name, rows: entity.labels.count, events: entity.events.count,
      vusPR: volume?.precisionRecall, aucPR: labelled.averagePrecision, vusROC: volume?.roc,
      baseRate: volume == nil ? nil : labelled.baseRate,
      eventRecall: events.map(\.recall), falseAlertsPerHostDay: events.map(\.falseAlertsPerHostDay),
      alertHoursOutsideEventsPerHostDay: events.map(\.alertHoursOutsideEventsPerHostDay),
      medianDelay: events.map(\.medianDelay), fitSeconds: run.fitSeconds,
      scoreSeconds: run.scoreSeconds)
  }
}

extension DetectorResult {
  /// Gathers a detector's scores over a set.
  init(name: String, scores: [EntityScore]) {
    let entities = scores.map(\.result)
    func pooled(_ score: KeyPath<PerSensitivity<EventScore>, EventScore>) -> EventScore {
      scores.reduce(into: EventScore()) { $0 += $1.events[keyPath: score] }
    }
    let events = PerSensitivity(
      insensitive: pooled(\.insensitive), normal: pooled(\.normal), sensitive: pooled(\.sensitive))
    self.init(
      name: name, entities: entities,
      mean: MeanResult(
        vusPR: entities.compactMap(\.vusPR).mean, aucPR: entities.compactMap(\.aucPR).mean,
        vusROC: entities.compactMap(\.vusROC).mean,
        baseRate: entities.compactMap(\.baseRate).mean,
        eventRecall: events.map(\.recall),
        falseAlertsPerHostDay: events.map(\.falseAlertsPerHostDay),
        alertHoursOutsideEventsPerHostDay: events.map(\.alertHoursOutsideEventsPerHostDay),
        fitSeconds: entities.map(\.fitSeconds).mean,
        scoreSeconds: entities.map(\.scoreSeconds).mean))
  }
}

extension [Double] {
  fileprivate var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
