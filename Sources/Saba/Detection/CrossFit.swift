/// The scores of a history under models that did not see them: each contiguous part of it is
/// scored by a model of the other parts.
struct CrossFit {
  /// For each host the scores on its grid; nil where there is none.
  private(set) var scores: [[Double?]]
  /// The mean log density of the complete rows, each under the model that did not see it.
  private(set) var heldOutLogLikelihood: Double

  /// Fits and scores the parts.
  ///
  /// - Parameters:
  ///   - rows: The history.
  ///   - rhythms: As for ``RoleDensity``.
  ///   - whole: The density of the whole history. Every part's fit starts from its mixture, so that
  ///     the scores are those of models of its kind, and not of another local optimum.
  ///   - options: The regularization.
  /// - Throws: ``FitError``.
  init(
    _ rows: TrainingRows, rhythms: [Int?], whole: RoleDensity, options: RoleModelOptions
  ) throws(FitError) {
    var energies = rows.frames.map { [Double?](repeating: nil, count: $0.values.rowCount) }
    var likelihood = 0.0
    var likelihoodCount = 0
    for held in 0..<TrainingRows.partCount {
      let teaching = rows.times.indices.filter { rows.part(of: rows.times[$0]) != held }
      let density = try RoleDensity.fit(
        rows, at: teaching, rhythms: rhythms, componentCount: whole.mixture.componentCount,
        from: whole.mixture, options: options)
      var reader = DensityReader(density)
      for (host, frame) in rows.frames.enumerated() {
        for row in 0..<frame.values.rowCount {
          let time = frame.start + row * rows.interval
          if rows.part(of: time) != held { continue }
          let values = frame.values.row(row)
          energies[host][row] = reader.energy(of: values, at: time)
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
