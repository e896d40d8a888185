extension RoleModel {
  /// Learns a role from its history.
  ///
  /// The history is cut into five contiguous parts; each is scored by a model of the other four.
  /// These scores, which no model has seen in training, choose the number of components and
  /// calibrate probabilities and thresholds. The model itself is then fitted to the whole.
  ///
  /// - Parameters:
  ///   - history: The role's hosts; missing values are NaN. Rows in which a used metric is missing
  ///     calibrate but do not teach.
  ///   - options: See ``RoleModelOptions``.
  ///   - progress: Called with the finished share of the work, 0…1.
  /// - Returns: The model; the same for the same history, options and machine.
  /// - Throws: ``TrainingError``.
  /// - Complexity: O(n·k²·d²) for n rows, d metrics and up to k components, times the iterations.
  public static func train(
    history: RoleHistory, options: RoleModelOptions = .init(),
    progress: (Double) -> Void = { _ in }
  ) throws(TrainingError) -> RoleModel {
    let rows = try TrainingRows(history, options: options)
    let rhythms = DailyRhythm.find(in: rows)
    var densities: [RoleDensity] = []
    var folds: [CrossFit] = []
    precondition(!options.componentCounts.isEmpty, "at least one number of components")
    // The work grows with the number of components.
    let work = Double(options.componentCounts.reduce(0, +))
    var done = 0.0
    for (index, count) in options.componentCounts.enumerated() {
      do throws(FitError) {
        let density = try RoleDensity.fit(
          rows, at: Array(rows.times.indices), rhythms: rhythms, componentCount: count,
          options: options)
        folds.append(try CrossFit(rows, rhythms: rhythms, whole: density, options: options))
        densities.append(density)
      } catch {
        // More components than the data carries: the smaller counts stand.
        if index == 0 { throw .fit(error) }
        break
      }
      done += Double(count)
      progress(done / work)
      // The likelihood has one peak in the number of components; past it the search ends.
      if index > 0, folds[index].heldOutLogLikelihood < folds[index - 1].heldOutLogLikelihood {
        break
      }
    }
    let likelihoods = folds.map(\.heldOutLogLikelihood)
    var best = 0
    for index in likelihoods.indices where likelihoods[index] > likelihoods[best] { best = index }
    let calibration: ScoreCalibration
    do throws(FitError) {
      calibration = try ScoreCalibration(
        scores: folds[best].scores, interval: history.interval, attempts: options.attempts)
    } catch {
      guard case .tooFewSamples(let count, let needed) = error else { throw .fit(error) }
      let stretch = max(1, 3600 / history.interval) * history.interval
      throw .historyTooShort(
        hostHours: count * stretch / 3600, neededHostHours: (needed * stretch + 3599) / 3600)
    }
    progress(1)
    var summary = rows.summary
    summary.heldOutLogLikelihoods = likelihoods
    summary.warnings = warnings(calibration) + rows.warnings
    return RoleModel(
      interval: history.interval, attempts: options.attempts, zone: options.zone,
      summary: summary,
      density: densities[best],
      calibration: calibration)
  }

  private static func warnings(_ calibration: ScoreCalibration) -> [String] {
    let days = Double(calibration.stretchCount * calibration.stretch) / 86400
    let promised = Sensitivity.allCases.filter { 1 / $0.falseAlertsPerHostDay > days }
    if promised.isEmpty { return [] }
    let names = promised.map(\.rawValue).joined(separator: " and ")
    let rounded = Double(Int(days * 10)) / 10
    return [
      "the history holds \(rounded) host-days, fewer than one false alert takes at \(names): "
        + "their thresholds are extrapolated"
    ]
  }
}
