extension MixtureStatistics {
  /// The E-step: makes the statistics of samples under a model.
  ///
  /// The samples are cut into contiguous parts which depend on their number alone, so that the sums
  /// are the same for every number of threads.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - model: Gives the responsibilities; its means become the reference.
  ///   - structure: The covariances that the statistics shall yield.
  ///   - sampleWeights: `[n]`, not negative; nil for 1 each.
  ///   - threadCount: How many threads share the work.
  /// - Complexity: O(n·k·d²) time for full covariances, O(k·d²) memory a thread beside the samples.
  public init(
    of samples: Matrix, under model: GaussianMixture, structure: CovarianceStructure = .full,
    sampleWeights: [Double]? = nil, threadCount: Int = 1
  ) {
    self.init(
      of: samples, reference: model.means, structure: structure,
      hasCloseMeans: model.kernel.hasCloseMeans, sampleWeights: sampleWeights,
      threadCount: threadCount
    ) { block, _ in
      model.kernel.evaluate(&block)
    }
  }

  /// Statistics of samples under given responsibilities, as for the start of a fit.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - responsibilities: `[n × k]`, not negative.
  ///   - reference: `[k × d]`.
  ///   - structure: The covariances that the statistics shall yield.
  ///   - sampleWeights: `[n]`, not negative; nil for 1 each.
  /// - Complexity: O(n·k·d²).
  public init(
    of samples: Matrix, responsibilities: Matrix, reference: Matrix,
    structure: CovarianceStructure = .full, sampleWeights: [Double]? = nil
  ) {
    precondition(
      responsibilities.rowCount == samples.rowCount
        && responsibilities.columnCount == reference.rowCount, "one responsibility a component")
    self.init(
      of: samples, reference: reference, structure: structure, hasCloseMeans: false,
      sampleWeights: sampleWeights, threadCount: 1
    ) { block, rows in
      block.setResponsibilities(responsibilities, rows: rows)
    }
    logLikelihood = 0
  }

  /// The fewest rows that a part of the samples has.
  private static var smallestPart: Int { 4096 }
  /// The most parts into which samples are cut.
  private static var largestPartCount: Int { 16 }

  private init(
    of samples: Matrix, reference: Matrix, structure: CovarianceStructure, hasCloseMeans: Bool,
    sampleWeights: [Double]?, threadCount: Int,
    evaluate: @Sendable (inout MixtureBlock, Range<Int>) -> Void
  ) {
    precondition(
      samples.columnCount == reference.columnCount, "samples have \(reference.columnCount) metrics")
    precondition(
      sampleWeights.map { $0.count == samples.rowCount } ?? true, "one weight a sample")
    let n = samples.rowCount
    let partCount = min(max(n / Self.smallestPart, 1), Self.largestPartCount)
    let parts = Parallel.map(partCount, threadCount: threadCount) { part in
      var block = MixtureBlock(
        dimension: reference.columnCount, componentCount: reference.rowCount)
      var moments = MomentAccumulator(
        reference: reference, structure: structure, hasCloseMeans: hasCloseMeans)
      let end = n * (part + 1) / partCount
      var start = n * part / partCount
      while start < end {
        let rows = start..<min(start + block.capacity, end)
        block.load(samples, rows: rows)
        evaluate(&block, rows)
        moments.add(&block, rows: rows, sampleWeights: sampleWeights)
        start = rows.upperBound
      }
      return moments.statistics
    }
    self.init(reference: reference, structure: structure)
    for part in parts { self += part }
  }
}

/// The moments of one part of the samples while it is read.
struct MomentAccumulator {
  private enum Moments {
    case full(FullMoments)
    case tied(TiedMoments)
    case tiedApart(FullMoments)
    case diagonal(DiagonalMoments)
  }

  private var moments: Moments
  private var logLikelihood = 0.0
  private var count = 0.0

  /// Makes the moments of no samples.
  ///
  /// - Parameters:
  ///   - reference: `[k × d]`.
  ///   - structure: The covariances that the statistics shall yield.
  ///   - hasCloseMeans: Whether moments about one centre are good enough for tied covariances.
  init(reference: Matrix, structure: CovarianceStructure, hasCloseMeans: Bool) {
    switch structure {
    case .full, .lowRank: moments = .full(FullMoments(reference: reference))
    case .diagonal, .spherical: moments = .diagonal(DiagonalMoments(reference: reference))
    case .tied where !hasCloseMeans: moments = .tiedApart(FullMoments(reference: reference))
    case .tied:
      var centre = [Double](repeating: 0, count: reference.columnCount)
      for k in 0..<reference.rowCount {
        for j in centre.indices { centre[j] += reference[k, j] / Double(reference.rowCount) }
      }
      moments = .tied(TiedMoments(reference: reference, centre: centre))
    }
  }

  /// Adds an evaluated block, which holds the given rows of the samples.
  mutating func add(_ block: inout MixtureBlock, rows: Range<Int>, sampleWeights: [Double]?) {
    if let sampleWeights {
      for (i, row) in rows.enumerated() where sampleWeights[row] > 0 {
        logLikelihood += sampleWeights[row] * block.logDensity(ofSample: i)
        count += sampleWeights[row]
      }
      block.scaleResponsibilities(by: sampleWeights.span.extracting(rows))
    } else {
      logLikelihood += block.logLikelihood
      count += Double(rows.count)
    }
    switch moments {
    case .full(var sums):
      // The case is emptied first, so that the sums are not copied.
      moments = .diagonal(DiagonalMoments(reference: Matrix(rowCount: 0, columnCount: 0)))
      sums.add(block)
      moments = .full(sums)
    case .tied(var sums):
      moments = .diagonal(DiagonalMoments(reference: Matrix(rowCount: 0, columnCount: 0)))
      sums.add(block)
      moments = .tied(sums)
    case .tiedApart(var sums):
      moments = .diagonal(DiagonalMoments(reference: Matrix(rowCount: 0, columnCount: 0)))
      sums.add(block)
      moments = .tiedApart(sums)
    case .diagonal(var sums):
      moments = .diagonal(DiagonalMoments(reference: Matrix(rowCount: 0, columnCount: 0)))
      sums.add(block)
      moments = .diagonal(sums)
    }
  }

  var statistics: MixtureStatistics {
    switch moments {
    case .full(let sums):
      MixtureStatistics(
        reference: sums.reference, weights: sums.weights, first: sums.first,
        second: .full(sums.weights.indices.map { sums.second(of: $0) }),
        logLikelihood: logLikelihood, count: count)
    case .tied(let sums):
      MixtureStatistics(
        reference: sums.reference, weights: sums.weights, first: sums.first,
        second: .pooled(Self.pooled(sums)), logLikelihood: logLikelihood, count: count)
    case .tiedApart(let sums):
      MixtureStatistics(
        reference: sums.reference, weights: sums.weights, first: sums.first,
        second: .pooled(
          sums.weights.indices.dropFirst().reduce(into: sums.second(of: 0)) {
            $0.add(sums.second(of: $1))
          }), logLikelihood: logLikelihood, count: count)
    case .diagonal(let sums):
      MixtureStatistics(
        reference: sums.reference, weights: sums.weights, first: sums.first,
        second: .diagonal(sums.second), logLikelihood: logLikelihood, count: count)
    }
  }

  /// Σₖ Σ r·(x − cₖ)(x − cₖ)ᵀ from the moments about one centre m: with δ = cₖ − m,
  /// (x − m)(x − m)ᵀ = (x − cₖ)(x − cₖ)ᵀ + (x − cₖ)δᵀ + δ(x − cₖ)ᵀ + δδᵀ.
  ///
  /// Loses (D/σ)²·ε for components D apart; the kernel's bound on D, past which each
  /// component's moments are taken by themselves, keeps that below 1e-9.
  private static func pooled(_ sums: TiedMoments) -> Matrix {
    var result = sums.sharedSecond
    let d = sums.centre.count
    for k in sums.weights.indices {
      let delta = (0..<d).map { sums.reference[k, $0] - sums.centre[$0] }
      let f = sums.first.row(k)
      for i in 0..<d {
        for j in 0..<d {
          result[i, j] -=
            f[i] * delta[j] + delta[i] * f[j] + sums.weights[k] * delta[i] * delta[j]
        }
      }
    }
    result.mirrorLowerTriangle()
    return result
  }
}
