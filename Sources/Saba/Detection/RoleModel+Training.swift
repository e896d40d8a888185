extension RoleModel {
  /// Learns a role from its history.
  ///
  /// The history is cut into ten contiguous parts; each is scored by a model of the others.
  /// These scores, which no model has seen in training, calibrate probabilities and thresholds; the
  /// likelihood of parts that a fit did not see chooses the number of components. The model itself is
  /// fitted to the whole. What stands apart from all the rest by these scores, as an incident does, is
  /// left out, and all is done again: up to three times. The model's ``FitReport`` says what that was.
  ///
  /// - Parameters:
  ///   - history: The role's hosts; missing values are NaN. Rows in which a used metric is missing
  ///     calibrate but do not teach.
  ///   - options: See ``RoleModelOptions``.
  ///   - progress: Called with the finished share of the work, 0…1.
  /// - Returns: The model; the same for the same history, options and machine.
  /// - Throws: ``TrainingError``.
  /// - Complexity: O(n·k·d²) for n rows, d metrics and k components, up to four times; the search for k
  ///   runs over a few thousand rows.
  public static func train(
    history: RoleHistory, options: RoleModelOptions = .init(),
    progress: (Double) -> Void = { _ in }
  ) throws(TrainingError) -> RoleModel {
    try train(history: history, options: options, pipeline: RolePipeline(), progress: progress)
  }

  /// The part of the work left that one fit is taken for.
  private static let fitShare = 0.7

  /// The same with a step of the pipeline left out.
  package static func train(
    history: RoleHistory, options: RoleModelOptions = .init(), pipeline: RolePipeline,
    progress: (Double) -> Void = { _ in }
  ) throws(TrainingError) -> RoleModel {
    var options = options
    if !pipeline.takes(.states) { options.componentCounts = [1] }
    precondition(!options.componentCounts.isEmpty, "at least one number of components")
    let leftOut = history.leftOut(by: options)
    var history = history.restricted(
      from: options.trainingFrom, excluding: options.excluded + options.guarded)
    // Nobody knows how many fits there will be: each has a part of what is left.
    var done = 0.0
    var fit = try Fit(history, options: options, pipeline: pipeline) {
      progress(Self.fitShare * $0)
    }
    let allowed = OutlyingStretches.largestCount(
      inDays: Double(fit.rows.complete.count * history.interval) / 86_400)
    let known = fit.rows.known
    // Of all that was seen, also of what is trimmed.
    let pulse = PulseLimits(in: fit.rows, threadCount: Parallel.processorCount)
    let whole = fit.rows
    var trimmed: [FitReport.LeftOut] = []
    for _ in 0..<(pipeline.takes(.trimming) ? OutlyingStretches.largestRoundCount : 0) {
      let found = OutlyingStretches(
        in: fit.energies, interval: history.interval, largestCount: allowed - trimmed.count
      ).stretches
      if found.isEmpty { break }
      trimmed += found.map { fit.leftOut($0) }
      history = history.trimmed(found)
      done += Self.fitShare * (1 - done)
      fit = try Fit(history, known: known, options: options, pipeline: pipeline) {
        progress(done + Self.fitShare * (1 - done) * $0)
      }
    }
    let rows = fit.rows
    let transients =
      pipeline.takes(.transients) && rows.metrics == whole.metrics
      ? KnownTransients(
        in: whole, scaling: fit.density.scaling, threadCount: Parallel.processorCount) : .none
    let energies = fit.energies
    let surprise: SurpriseScale
    let scores: [[Double?]]
    let calibration: ScoreCalibration
    do throws(FitError) {
      surprise = SurpriseScale(
        level: try ScoreDistribution(fitting: energies.flatMap { $0.compactMap { $0?.level } }),
        dynamics: try ScoreDistribution(
          fitting: energies.flatMap { $0.compactMap { $0?.dynamics } }), pipeline: pipeline)
      scores = energies.map { host in
        host.map { $0.map { surprise.score(level: $0.level, dynamics: $0.dynamics) } }
      }
      calibration = try ScoreCalibration(
        scores: scores, interval: history.interval, attempts: options.attempts,
        others: ScoreCalibration.attempts, pipeline: pipeline)
    } catch {
      guard case .tooFewSamples(let count, let needed) = error else { throw .fit(error) }
      let stretch = max(1, 3600 / history.interval) * history.interval
      throw .historyTooShort(
        hostHours: count * stretch / 3600, neededHostHours: (needed * stretch + 3599) / 3600)
    }
    let check = HeldOutCheck(
      scores: scores, of: rows, attempts: options.attempts,
      threadCount: Parallel.processorCount)
    progress(1)
    var summary = rows.summary
    summary.heldOutLogLikelihoods = fit.heldOutLogLikelihoods
    summary.warnings =
      Sensitivity.named.compactMap { calibration.doubt(about: $0) } + rows.warnings
    return RoleModel(
      interval: history.interval, attempts: options.attempts, zone: options.zone,
      summary: summary,
      mapping: options.mapping?.withLogarithms(of: rows.logarithmicMetrics),
      report: FitReport(
        leftOut: leftOut + trimmed,
        unusual: FitReport.unusual(
          in: scores, of: rows, by: calibration, attempts: options.attempts),
        reliability: check?.reliability ?? [], promises: check?.promises ?? []),
      density: fit.density, surprise: surprise, calibration: calibration, pulse: pulse,
      transients: transients)
  }
}

/// The density of a history, and the energies of its rows by densities that did not see them.
private struct Fit {
  let rows: TrainingRows
  let density: RoleDensity
  let energies: [[(level: Double, dynamics: Double)?]]
  let heldOutLogLikelihoods: [Double]

  init(
    _ history: RoleHistory, known: TrainingRows.Known = .init(), options: RoleModelOptions,
    pipeline: RolePipeline, progress: (Double) -> Void
  ) throws(TrainingError) {
    let rows = try TrainingRows(history, options: options, logarithms: known.logarithms)
    self.rows = rows
    let threadCount = Parallel.processorCount
    let jobs =
      pipeline.takes(.dailyJobs) ? DailyJobs(in: rows, threadCount: threadCount) : .none
    let rhythms =
      pipeline.takes(.dailyProfiles)
      ? DailyRhythm.find(in: rows.without(jobs), threadCount: threadCount)
      : rows.metrics.map { _ in nil }
    progress(0.2)
    do throws(FitError) {
      let learner = RoleLearner(
        rows: rows,
        scaling: MetricScaling(
          fitting: rows, ranges: known.ranges, jobs: jobs, rhythms: rhythms,
          threadCount: threadCount),
        spans: FeatureSpans(interval: history.interval, pipeline: pipeline), pipeline: pipeline,
        threadCount: threadCount)
      let sample = learner.sampledLevels(largestCount: LevelSelection.largestSampleCount)
      let selection = try LevelSelection(sample, options: options)
      heldOutLogLikelihoods = selection.heldOutLogLikelihoods
      progress(0.4)
      let states =
        pipeline.takes(.recurringStates)
        ? learner.recurringStates(beyond: selection.mixture, sample: sample.samples) : .none
      let statistics = learner.statistics(under: selection.mixture)
      let regularization: RoleDensity.Regularization =
        pipeline.takes(.regularization) ? .usual : .least
      var range = statistics.driftRange
      range.pipeline = pipeline
      density = try learner.density(
        from: statistics, range: range, regularization: regularization, states: states)
      var folds: [RoleDensity] = []
      for held in 0..<TrainingRows.partCount {
        let held = pipeline.takes(.crossFitting) ? held : nil
        folds.append(
          try learner.density(
            from: statistics, range: range, regularization: regularization, states: states,
            without: held))
      }
      progress(0.6)
      energies = learner.crossFit(folds)
      progress(0.9)
    } catch {
      throw .fit(error)
    }
  }

  /// A stretch of the history as the report has it.
  func leftOut(_ stretch: OutlyingStretches.Stretch) -> FitReport.LeftOut {
    let (start, _) = rows.frames[stretch.host]
    return .init(
      reason: .trimmed, host: rows.summary.hosts[stretch.host],
      from: start + stretch.rows.lowerBound * rows.interval,
      to: start + stretch.rows.upperBound * rows.interval, rowCount: stretch.rows.count)
  }
}
