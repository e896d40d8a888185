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
    var folds: [CrossFit] = []
    let largestCount = max(1, options.largestComponentCount)
    let steps = Double(largestCount + 1)
    for count in 1...largestCount {
      do throws(FitError) {
        folds.append(try CrossFit(rows, componentCount: count, options: options))
      } catch {
        // More components than the data carries: the smaller counts stand.
        if count == 1 { throw .fit(error) }
        break
      }
      progress(Double(count) / steps)
      // The likelihood has one peak in the number of components; past it the search ends.
      if count > 1, folds[count - 1].heldOutLogLikelihood < folds[count - 2].heldOutLogLikelihood {
        break
      }
    }
    let likelihoods = folds.map(\.heldOutLogLikelihood)
    var best = 0
    for index in likelihoods.indices where likelihoods[index] > likelihoods[best] { best = index }
    let density: RoleDensity
    do throws(FitError) {
      density = try RoleDensity.fit(
        rows.complete, metrics: rows.metrics, componentCount: best + 1, options: options)
    } catch {
      throw .fit(error)
    }
    let calibration: ScoreCalibration
    do throws(FitError) {
      calibration = try ScoreCalibration(
        scores: folds[best].scores, interval: history.interval, attempts: options.attempts)
    } catch {
      guard case .tooFewSamples(let count, let needed) = error else { throw .fit(error) }
      let hours = max(3600, history.interval) / 3600
      throw .historyTooShort(hostHours: count * hours, neededHostHours: needed * hours)
    }
    progress(1)
    var summary = rows.summary
    summary.heldOutLogLikelihoods = likelihoods
    summary.warnings = warnings(calibration)
    return RoleModel(
      interval: history.interval, attempts: options.attempts, summary: summary, density: density,
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

/// A history made ready for training: which metrics, which rows.
struct TrainingRows {
  let metrics: [String]
  /// The rows without missing values, `[n × d]`.
  let complete: Matrix
  /// For each host its frame's values of the chosen metrics.
  let frames: [(start: Int, values: Matrix)]
  let interval: Int
  var summary: TrainingSummary

  /// The fewest complete rows that a role is learnt from.
  static let smallestRowCount = 100

  init(_ history: RoleHistory, options: RoleModelOptions) throws(TrainingError) {
    var seenRowCount = 0
    var seen = [Int](repeating: 0, count: history.metrics.count)
    var firstTime = Int.max
    var lastTime = Int.min
    for frame in history.frames {
      for row in 0..<frame.rowCount {
        var any = false
        for j in history.metrics.indices where !frame.values[row, j].isNaN {
          seen[j] += 1
          any = true
        }
        if any {
          seenRowCount += 1
          firstTime = min(firstTime, frame.time(ofRow: row))
          lastTime = max(lastTime, frame.time(ofRow: row))
        }
      }
    }

    var dropped: [TrainingSummary.DroppedMetric] = []
    func drop(_ metric: Int) {
      let share = seenRowCount > 0 ? 100 * (seenRowCount - seen[metric]) / seenRowCount : 100
      dropped.append(
        .init(metric: history.metrics[metric], reason: "missing in \(share) % of the rows"))
    }
    var chosen: [Int] = []
    for j in history.metrics.indices {
      let missing = Double(seenRowCount - seen[j])
      if seen[j] > 0, missing <= options.largestMissingShare * Double(seenRowCount) {
        chosen.append(j)
      } else {
        drop(j)
      }
    }
    guard !chosen.isEmpty else {
      throw .noUsableMetric(metricCount: history.metrics.count)
    }
    // Metrics that are missing in turns can leave no row complete: the worst goes first.
    var complete = Self.completeRows(history, chosen)
    while chosen.count > 1, 2 * complete.rowCount < seenRowCount {
      guard let worst = chosen.min(by: { seen[$0] < seen[$1] }), seen[worst] < seenRowCount else {
        break
      }
      drop(worst)
      chosen.removeAll { $0 == worst }
      complete = Self.completeRows(history, chosen)
    }
    guard complete.rowCount >= Self.smallestRowCount else {
      throw .tooFewSamples(count: complete.rowCount, needed: Self.smallestRowCount)
    }
    self.metrics = chosen.map { history.metrics[$0] }
    self.complete = complete
    self.interval = history.interval
    self.frames = history.frames.map { frame in
      var values = Matrix(rowCount: frame.rowCount, columnCount: chosen.count)
      for row in 0..<frame.rowCount {
        for (column, j) in chosen.enumerated() { values[row, column] = frame.values[row, j] }
      }
      return (frame.start, values)
    }
    self.summary = TrainingSummary(
      hosts: history.frames.map(\.host), rowCount: seenRowCount,
      completeRowCount: complete.rowCount, firstTime: firstTime, lastTime: lastTime,
      droppedMetrics: dropped, heldOutLogLikelihoods: [], warnings: [])
  }

  private static func completeRows(_ history: RoleHistory, _ chosen: [Int]) -> Matrix {
    var elements: [Double] = []
    var count = 0
    for frame in history.frames {
      for row in 0..<frame.rowCount
      where chosen.allSatisfy({ !frame.values[row, $0].isNaN }) {
        for j in chosen { elements.append(frame.values[row, j]) }
        count += 1
      }
    }
    return Matrix(rowCount: count, columnCount: chosen.count, elements: elements)
  }
}

/// The scores of a history under models that did not see them: each contiguous part of it is
/// scored by a model of the other parts.
struct CrossFit {
  /// For each host the scores on its grid; nil where there is none.
  private(set) var scores: [[Double?]]
  /// The mean log density of the complete rows, each under the model that did not see it.
  private(set) var heldOutLogLikelihood: Double

  /// The number of parts.
  static let partCount = 5

  init(_ rows: TrainingRows, componentCount: Int, options: RoleModelOptions) throws(FitError) {
    let span = rows.summary.lastTime - rows.summary.firstTime + rows.interval
    func part(_ time: Int) -> Int {
      min(max(0, (time - rows.summary.firstTime) * Self.partCount / span), Self.partCount - 1)
    }
    var energies = rows.frames.map { [Double?](repeating: nil, count: $0.values.rowCount) }
    var likelihood = 0.0
    var likelihoodCount = 0
    for held in 0..<Self.partCount {
      var teaching: [Double] = []
      var teachingCount = 0
      for frame in rows.frames {
        for row in 0..<frame.values.rowCount where part(frame.start + row * rows.interval) != held {
          let values = frame.values.row(row)
          if values.contains(where: \.isNaN) { continue }
          teaching += values
          teachingCount += 1
        }
      }
      let samples = Matrix(
        rowCount: teachingCount, columnCount: rows.metrics.count, elements: teaching)
      let density = try RoleDensity.fit(
        samples, metrics: rows.metrics, componentCount: componentCount, options: options)
      var reader = DensityReader(density)
      for (host, frame) in rows.frames.enumerated() {
        for row in 0..<frame.values.rowCount where part(frame.start + row * rows.interval) == held {
          let values = frame.values.row(row)
          energies[host][row] = reader.energy(of: values)
          if let energy = energies[host][row], !values.contains(where: \.isNaN) {
            likelihood += density.logDensity(ofEnergy: energy)
            likelihoodCount += 1
          }
        }
      }
    }
    heldOutLogLikelihood = likelihood / Double(max(1, likelihoodCount))
    scores = zip(rows.frames, energies).map { frame, energies in
      var mean = TrailingMean()
      return energies.enumerated().map { row, energy in
        mean.add(energy, at: frame.start + row * rows.interval)
      }
    }
  }
}
