internal import SabaNumerics

/// The autocorrelation of a series with gaps, from its periodogram.
///
/// At lag l the mean of the products of values that far apart, both observed, over the mean square.
struct Autocorrelation {
  /// Σ x_i·x_{i+l} by lag.
  private let products: [Double]
  /// The pairs in it.
  private let pairs: [Double]

  /// Computes it for all lags.
  ///
  /// - Parameters:
  ///   - values: About 0; 0 where missing.
  ///   - mask: 1 where observed, 0 where missing.
  /// - Complexity: O(n log n).
  init(of values: [Double], mask: [Double]) {
    let n = values.count
    // As much room again, so that ends do not meet.
    var transform = FourierTransform(size: FourierTransform.size(holding: 2 * n))
    let size = transform.size
    // One transform for both: what is even in it belongs to the one, what is odd to the other.
    let scale = (values.reduce(0) { $0 + $1 * $1 } / Double(max(n, 1))).squareRoot()
    var real = [Double](repeating: 0, count: size)
    var imaginary = real
    for index in 0..<n {
      real[index] = scale > 0 ? values[index] / scale : 0
      imaginary[index] = mask[index]
    }
    transform.transform(&real, &imaginary)
    var power = [Double](repeating: 0, count: size)
    var maskPower = power
    for f in 0..<size {
      let g = (size - f) & (size - 1)
      let (a, b) = (0.5 * (real[f] + real[g]), 0.5 * (imaginary[f] - imaginary[g]))
      let (c, d) = (0.5 * (imaginary[f] + imaginary[g]), 0.5 * (real[g] - real[f]))
      power[f] = (a * a + b * b) / Double(size)
      maskPower[f] = (c * c + d * d) / Double(size)
    }
    // Both are real and even, and so are their transforms.
    transform.transform(&power, &maskPower)
    products = Array(power[..<n])
    pairs = maskPower[..<n].map { $0.rounded() }
  }

  /// The correlation at a lag; 0 where no pair is observed.
  private func correlation(at lag: Int) -> Double {
    pairs[lag] > 0 && products[0] > 0
      ? products[lag] / pairs[lag] / (products[0] / pairs[0]) : 0
  }

  /// The mean correlation over all pairs whose distance is a multiple of a lag, and their number.
  func mean(atMultiplesOf lag: Int) -> (mean: Double, pairs: Double) {
    var (sum, count) = (0.0, 0.0)
    for multiple in stride(from: lag, to: products.count, by: lag) {
      sum += products[multiple]
      count += pairs[multiple]
    }
    guard count > 0, products[0] > 0 else { return (0, 0) }
    return (sum / count / (products[0] / pairs[0]), count)
  }

  /// How many independent points a cycle is worth: p / Σ ρ(l)² over lags up to half a period.
  func degreesOfFreedom(ofCycle period: Int) -> Double {
    var sum = 1.0
    for lag in 1..<max(period / 2 + 1, 2) where lag < products.count {
      let rho = min(max(correlation(at: lag), -1), 1)
      sum += (2 * lag == period ? 1 : 2) * rho * rho
    }
    return max(1, Double(period) / sum)
  }
}
