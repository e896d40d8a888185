public import Saba

/// What each of several sensitivities would have raised over a history.
public struct HistoryPreview: Sendable {
  /// The sensitivities' alerts, from the least sensitive on.
  public let levels: [RoleReport.Preview]
  /// The number of hosts that were judged.
  public let hostCount: Int
  /// The share of the judged samples that had taught the model which judged them: there the figures
  /// flatter.
  public let seenShare: Double
  /// The models that judged.
  public let models: ModelSequence

  private let policy: AlertPolicy
  private let recorder: RoleReportRecorder

  /// Judges a history.
  ///
  /// - Parameters:
  ///   - history: On the models' interval.
  ///   - models: One model, or those of a cross-fit, by which the figures do not flatter.
  ///   - sensitivities: From the least sensitive on.
  ///   - progress: Called with the finished share of the work, 0…1.
  /// - Complexity: That of judging every row once, with what its metrics contribute.
  public init(
    of history: RoleHistory, by models: ModelSequence,
    sensitivities: [Sensitivity] = Sensitivity.named, progress: (Double) -> Void = { _ in }
  ) {
    let policy = AlertPolicy(attempts: models.attempts)
    let policies =
      [policy]
      + sensitivities.map {
        AlertPolicy(warning: $0, critical: nil, attempts: models.attempts)
      }
    var recorder = RoleReportRecorder()
    var recorders = sensitivities.map { _ in AlertRecorder() }
    var taught: [String: Range<Int>] = [:]
    if models.turns.count == 1, let summary = models.turns.first?.model.summary {
      let range = summary.firstTime..<summary.lastTime + models.interval
      for host in summary.hosts { taught[host] = range }
    }
    let rowCount = history.frames.reduce(0) { $0 + $1.rowCount }
    var (rows, judged, seen) = (0, 0, 0)
    models.judge(history, by: policies) { index, verdict in
      guard index == 0 else {
        recorders[index - 1].record(verdict)
        return
      }
      recorder.record(verdict)
      rows += 1
      if rows % 1000 == 0 { progress(Double(rows) / Double(rowCount)) }
      guard verdict.status != .unknown else { return }
      judged += 1
      if taught[verdict.host]?.contains(verdict.time) ?? false { seen += 1 }
    }
    let hostWeeks = Double(judged * models.interval) / 604_800
    levels = zip(sensitivities, recorders).map { sensitivity, recorder in
      RoleReport.Preview(
        sensitivity: sensitivity,
        alerts: (recorder.closed + recorder.stillOpen).sorted {
          ($0.openedAt, $0.host) < ($1.openedAt, $1.host)
        }, hostWeeks: hostWeeks)
    }
    hostCount = history.frames.count
    seenShare = judged > 0 ? Double(seen) / Double(judged) : 0
    self.models = models
    self.policy = policy
    self.recorder = recorder
  }

  /// Whether every sample was judged by a model that had not seen it.
  public var isCrossFitted: Bool { models.turns.count > 1 }

  /// How far the figures can be trusted, in a plain sentence; nil where there is nothing to say.
  public var basis: String? {
    if isCrossFitted {
      return
        "The history was cut into \(models.turns.count) parts, each judged by a model of the others, "
        + "so that the figures do not flatter."
    }
    guard seenShare > 0 else { return nil }
    let percent = seenShare < 0.01 ? "Less than 1" : "\(Int((100 * seenShare).rounded()))"
    return
      "\(percent) % of these samples had taught the model that judges them, so that the figures "
      + "flatter; without a model the preview judges each part of the history by a model of the others."
  }

  /// Which sensitivity to take, and why.
  public var choice: SensitivityChoice {
    SensitivityChoice(levels, hostCount: hostCount, models: models)
  }

  /// The page that shows it.
  public func report(title: String) -> RoleReport {
    RoleReport(
      title: title, models: models, policy: policy, verdicts: recorder.verdicts,
      alerts: recorder.alerts, preview: levels, previewBasis: basis)
  }
}
