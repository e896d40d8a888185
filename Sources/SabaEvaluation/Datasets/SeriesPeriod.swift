internal import Saba

/// The period of a series, in rows, by which benchmarks choose L of the volumes under the surfaces.
///
/// Of the first 20 000 rows' autocorrelation ρ(l) = Σ x_t·x_{t+l} / Σ x_t², about the mean and with
/// zeros beyond the ends, up to lag 400: the highest local maximum above lag 3, lag 3 itself being
/// the edge of the search. It counts if it lies 3…300 lags above that edge, so that 6…303 come out.
/// Missing values are filled with the last known one, at the beginning with the first.
///
/// Source: `find_length_rank` of TSB-AD, rank 1 (Liu, Paparrizos, 2024).
enum SeriesPeriod {
  /// The period of a series that has none.
  static let none = 125

  private static let rowLimit = 20_000
  private static let longestLag = 400
  private static let edge = 3
  private static let distances = 3...300

  /// The period of some values, NaN where missing.
  ///
  /// - Complexity: O(n log n).
  static func rows(of values: some Collection<Double>) -> Int {
    let correlations = autocorrelations(of: filled(values.prefix(rowLimit)))
    var best: Int?
    for lag in stride(from: edge + 1, to: correlations.count - 1, by: 1)
    where correlations[lag] > correlations[lag - 1] && correlations[lag] > correlations[lag + 1] {
      if let highest = best, correlations[lag] < correlations[highest] { continue }
      best = lag
    }
    guard let best, distances.contains(best - edge) else { return none }
    return best
  }

  private static func filled(_ values: some Collection<Double>) -> [Double] {
    var last = values.first { !$0.isNaN } ?? 0
    return values.map { value in
      if !value.isNaN { last = value }
      return last
    }
  }

  /// ρ by lag; NaN for a constant.
  private static func autocorrelations(of values: [Double]) -> [Double] {
    let n = values.count
    let mean = values.reduce(0, +) / Double(n)
    // So many zeros behind the values that no lag of interest meets the beginning again.
    var transform = FourierTransform(
      size: FourierTransform.size(holding: n + longestLag + 1))
    let padding = [Double](repeating: 0, count: transform.size - n)
    var real = values.map { $0 - mean } + padding
    var imaginary = [Double](repeating: 0, count: transform.size)
    transform.transform(&real, &imaginary)
    for frequency in real.indices {
      real[frequency] =
        real[frequency] * real[frequency] + imaginary[frequency] * imaginary[frequency]
      imaginary[frequency] = 0
    }
    // The power is real and even, and so is its transform.
    transform.transform(&real, &imaginary)
    return real.prefix(min(n, longestLag + 1)).map { $0 / real[0] }
  }
}
