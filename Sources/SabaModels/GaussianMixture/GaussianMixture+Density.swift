extension GaussianMixture {
  /// The log density of each sample.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - threadCount: How many threads share the work.
  /// - Returns: `[n]`.
  /// - Complexity: O(n·k·d²) for full covariances.
  public func logDensity(of samples: Matrix, threadCount: Int = 1) -> [Double] {
    precondition(samples.columnCount == dimension, "samples have \(dimension) metrics")
    let n = samples.rowCount
    let partCount = threadCount <= 1 ? 1 : min(max(n / 4096, 1), 4 * threadCount)
    let parts = Parallel.map(partCount, threadCount: threadCount) { part in
      let first = n * part / partCount
      let last = n * (part + 1) / partCount
      return logDensity(
        ofRows: samples.elements.span.extracting(first * dimension..<last * dimension))
    }
    return parts.count == 1 ? parts[0] : Array(parts.joined())
  }

  /// The log density of each sample, where they lie one after another in memory.
  ///
  /// - Parameter samples: `[n × d]`, row after row, finite.
  /// - Returns: `[n]`.
  /// - Complexity: O(n·k·d²) for full covariances.
  public func logDensity(ofRows samples: Span<Double>) -> [Double] {
    var result = [Double](repeating: 0, count: samples.count / dimension)
    forEachBlock(of: samples) { rows, block in
      kernel.evaluateLogDensities(&block)
      var output = result.mutableSpan
      block.copyLogDensities(to: &output, at: rows.lowerBound)
    }
    return result
  }

  /// The log density of one sample.
  ///
  /// - Parameter sample: `[d]`, finite.
  /// - Returns: The same as the batch call, to rounding. For many samples one by one without
  ///   allocation see ``MixtureReader``.
  /// - Complexity: O(k·d²).
  public func logDensity(of sample: [Double]) -> Double {
    logDensity(of: Matrix(rowCount: 1, columnCount: sample.count, elements: sample))[0]
  }

  /// The probability that each sample came from each component.
  ///
  /// - Parameter samples: `[n × d]`, finite.
  /// - Returns: `[n × k]`; rows sum to 1, or are 0 where the density is 0.
  /// - Complexity: O(n·k·d²).
  public func responsibilities(of samples: Matrix) -> Matrix {
    precondition(samples.columnCount == dimension, "samples have \(dimension) metrics")
    var result = Matrix(rowCount: samples.rowCount, columnCount: componentCount)
    forEachBlock(of: samples.elements.span) { rows, block in
      kernel.evaluate(&block)
      result.withMutableElements {
        block.copyResponsibilities(to: &$0, at: rows.lowerBound * componentCount)
      }
    }
    return result
  }

  /// The mean log density over samples.
  ///
  /// - Parameter samples: `[n × d]`, finite, n ≥ 1.
  /// - Returns: (1/n) Σᵢ log p(xᵢ).
  /// - Complexity: O(n·k·d²).
  public func averageLogLikelihood(of samples: Matrix) -> Double {
    precondition(samples.rowCount > 0, "an average needs a sample")
    var sum = 0.0
    for value in logDensity(of: samples) { sum += value }
    return sum / Double(samples.rowCount)
  }

  /// Schwarz's information criterion; lower is better.
  ///
  /// - Parameter samples: `[n × d]`, finite, n ≥ 1.
  /// - Returns: −2·L + p·log n with L the log likelihood and p the number of parameters.
  public func bic(of samples: Matrix) -> Double {
    let n = Double(samples.rowCount)
    return -2 * n * averageLogLikelihood(of: samples) + Double(parameterCount) * logarithm(n)
  }

  /// Akaike's information criterion; lower is better.
  ///
  /// - Parameter samples: `[n × d]`, finite, n ≥ 1.
  /// - Returns: −2·L + 2·p with L the log likelihood and p the number of parameters.
  public func aic(of samples: Matrix) -> Double {
    -2 * Double(samples.rowCount) * averageLogLikelihood(of: samples) + 2 * Double(parameterCount)
  }

  /// The integrated completed likelihood as a criterion; lower is better.
  ///
  /// Beside the fit it charges for components that overlap: BIC plus twice the entropy of the
  /// assignments (Biernacki, Celeux, Govaert 2000, doi:10.1109/34.865189).
  ///
  /// - Parameter samples: `[n × d]`, finite, n ≥ 1.
  /// - Returns: BIC + 2·H.
  public func icl(of samples: Matrix) -> Double {
    bic(of: samples) + 2 * assignmentEntropy(of: samples)
  }

  /// How uncertain it is which component each sample came from.
  ///
  /// - Parameter samples: `[n × d]`, finite.
  /// - Returns: −Σᵢₖ r·log r over all samples, at least 0, at most n·log k.
  public func assignmentEntropy(of samples: Matrix) -> Double {
    var entropy = 0.0
    for share in responsibilities(of: samples).elements where share > 0 {
      entropy -= share * logarithm(share)
    }
    return entropy
  }

  private func forEachBlock(
    of samples: Span<Double>, _ body: (Range<Int>, inout MixtureBlock) -> Void
  ) {
    let (n, rest) = samples.count.quotientAndRemainder(dividingBy: dimension)
    precondition(rest == 0, "samples have \(dimension) metrics")
    let largest = MixtureBlock.largestCapacity(dimension: dimension)
    var block = MixtureBlock(
      dimension: dimension, componentCount: componentCount, capacity: min(largest, max(1, n)))
    var start = 0
    while start < n {
      let rows = start..<min(start + block.capacity, n)
      block.load(samples.extracting(rows.lowerBound * dimension..<rows.upperBound * dimension))
      body(rows, &block)
      start = rows.upperBound
    }
  }
}

/// Evaluates a mixture sample by sample, in memory of its own: nothing is allocated after it is made.
///
/// Not for several threads at once; make one each.
public struct MixtureReader: ~Copyable {
  private let kernel: DensityKernel
  private var block: MixtureBlock

  /// Prepares for a mixture.
  public init(_ mixture: GaussianMixture) {
    kernel = mixture.kernel
    block = MixtureBlock(
      dimension: mixture.dimension, componentCount: mixture.componentCount, capacity: 1)
  }

  /// The log density of one sample.
  ///
  /// - Parameter sample: `[d]`, finite.
  /// - Returns: The same as the batch call, to rounding.
  /// - Complexity: O(k·d²), no allocation.
  public mutating func logDensity(of sample: Span<Double>) -> Double {
    kernel.logDensity(of: sample, in: &block)
  }
}
