extension GaussianMixture {
  /// The log density of each sample.
  ///
  /// - Parameter samples: `[n × d]`, finite.
  /// - Returns: `[n]`.
  /// - Complexity: O(n·k·d²).
  public func logDensity(of samples: Matrix) -> [Double] {
    var result = [Double](repeating: 0, count: samples.rowCount)
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
  /// - Returns: The same as the batch call, to rounding.
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
    var result = Matrix(rowCount: samples.rowCount, columnCount: componentCount)
    forEachBlock(of: samples) { rows, block in
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

  private func forEachBlock(
    of samples: Matrix, _ body: (Range<Int>, inout MixtureBlock) -> Void
  ) {
    precondition(samples.columnCount == dimension, "samples have \(dimension) metrics")
    var block = MixtureBlock(dimension: dimension, componentCount: componentCount)
    var start = 0
    while start < samples.rowCount {
      let rows = start..<min(start + block.capacity, samples.rowCount)
      block.load(samples, rows: rows)
      body(rows, &block)
      start = rows.upperBound
    }
  }
}
