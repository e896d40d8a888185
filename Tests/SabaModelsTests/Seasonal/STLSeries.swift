import SabaModels
import SabaTestSupport

/// Series for the tests of decompositions, and how far their results are apart.
enum STLSeries {
  /// A level of 50 with a bent trend, seasons that change slowly, and noise of deviation 0.5.
  static func make(
    _ n: Int, periods: [Int], using generator: inout RandomGenerator
  ) -> [Double] {
    let phases = periods.map { _ in 6 * generator.uniform() }
    return (0..<n).map { t in
      let share = Double(t) / Double(n)
      var y = 50 + 3 * share + 2 * sine(3 * share) + 0.5 * generator.normal()
      for (period, phase) in zip(periods, phases) {
        let angle = 2 * Double.pi * Double(t) / Double(period)
        y += (4 + share) * sine(angle + phase) + 1.5 * cosine(2 * angle + share)
      }
      return y
    }
  }

  /// Moves some points far away, on either side.
  static func addOutliers(
    _ count: Int, to y: inout [Double], using generator: inout RandomGenerator
  ) {
    for _ in 0..<count {
      let place = Int(generator.uniform() * Double(y.count))
      y[place] += (generator.uniform() < 0.5 ? -1 : 1) * (8 + 30 * generator.uniform())
    }
  }

  /// A pattern of missing values.
  enum Gaps: CaseIterable {
    case none, scattered, burst, slot, ends

    func cut(_ y: inout [Double], period: Int, using generator: inout RandomGenerator) {
      let n = y.count
      switch self {
      case .none: return
      case .scattered:
        for i in 0..<n where generator.uniform() < 0.1 { y[i] = .nan }
      case .burst:
        let length = 1 + Int(generator.uniform() * Double(n / 3))
        let start = Int(generator.uniform() * Double(n - length))
        for i in start..<(start + length) { y[i] = .nan }
      case .slot:
        let slot = Int(generator.uniform() * Double(period))
        for i in stride(from: slot, to: n, by: period) { y[i] = .nan }
      case .ends:
        for i in 0..<(n / 7) { y[i] = .nan }
        for i in (n - n / 5)..<n { y[i] = .nan }
      }
    }
  }

  /// The standard deviation of the observed values.
  static func deviation(_ y: [Double]) -> Double {
    let seen = y.filter { !$0.isNaN }
    let mean = seen.reduce(0, +) / Double(seen.count)
    return (seen.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seen.count)).squareRoot()
  }

  /// The largest difference between elements; infinite where one is not a number.
  static func difference(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
      let size = abs(pair.0 - pair.1)
      return size.isNaN ? .infinity : max(largest, size)
    }
  }

  /// Of the series' standard deviation.
  static let tolerance = 1e-8
  /// Of robustness weights, which magnify what remainders differ by.
  static let weightTolerance = 1e-6
}
