/// Local constants of a season's long subseries in windows that reach far beyond them, as those of a
/// periodic season do, without a sum over each pair of cycles.
///
/// Every window holds the whole subseries, and its weights (1 − r³)³ = 1 − 3r³ + 3r⁶ − r⁹ fall little below
/// 1. Sums of the powers are correlations with fixed kernels, taken by Fourier transforms; radii, which
/// grow from the middle to the ends, are factors of them. They are small beside the sum of all, and their
/// errors with them. Where full weight ends, .001 of the radius, is that of a middle radius for all: 1e-11
/// of the values' size.
struct FlatWindows: Sendable {
  /// From so many cycles on it takes less time than sums over pairs.
  private static let fewestCycles = 512
  /// How many times as long as the subseries windows are at least.
  private static let leastLength = 5

  private let period: Int
  private let window: Int
  private let radius: Double
  private var sums: KernelSums
  private var products: [Double]
  private var weights: [Double]

  /// Prepares to smooth series of one length; nil where sums over pairs do better.
  init?(count: Int, period: Int, window: Int) {
    let cycles = count / period + 1
    guard cycles > Self.fewestCycles, window / Self.leastLength >= cycles else { return nil }
    self.period = period
    self.window = window
    let radius = 0.5 * Double(window) + 0.25 * Double(cycles)
    self.radius = radius
    sums = KernelSums(
      [3, 6, 9].map { power in
        .init(
          values: (0...cycles).map { distance in
            let r = Double(distance) / radius
            return r <= 0.001 ? 0 : (0..<power).reduce(1) { product, _ in product * r }
          })
      }, count: cycles + 2)
    products = [Double](repeating: 0, count: cycles)
    weights = products
  }

  /// Smooths the subseries of a point of the cycle.
  ///
  /// - Parameters:
  ///   - products: The values of the whole series times their weights.
  ///   - weights: The weights; nil where all are 1.
  ///   - phase: The point of the cycle.
  ///   - cycles: How many the subseries has.
  ///   - fitted: Receives a value for each cycle and one beyond either end, a period apart; NaN where
  ///     there is no weight.
  mutating func smooth(
    _ products: [Double], weights: [Double]?, phase: Int, cycles: Int, into fitted: inout [Double]
  ) {
    var (total, weight) = (0.0, 0.0)
    for cycle in self.products.indices {
      let place = cycle * period + phase
      self.products[cycle] = cycle < cycles ? products[place] : 0
      self.weights[cycle] = cycle < cycles ? weights?[place] ?? 1 : 0
      total += self.products[cycle]
      weight += self.weights[cycle]
    }
    // Each gets a share of the other's rounding: both are brought to one size.
    let (unit, weightUnit) = (binaryUnit(of: self.products), binaryUnit(of: self.weights))
    for cycle in self.products.indices {
      self.products[cycle] /= unit
      self.weights[cycle] /= weightUnit
    }
    let (values, shares) = (self.products, self.weights)
    let length = sums.stretchLength
    for start in stride(from: -1, through: cycles, by: length) {
      sums.sum(values.span, from: start, shares.span, from: start)
      for index in 0..<min(length, cycles + 1 - start) {
        let cycle = start + index
        let reach = Double(max(cycle, cycles - 1 - cycle) + (window - cycles) / 2)
        let share = (radius / reach) * (radius / reach) * (radius / reach)
        func missing(_ row: Int) -> Double {
          share
            * (3 * sums.sums[row * length + index]
              - share
              * (3 * sums.sums[(row + 2) * length + index]
                - share * sums.sums[(row + 4) * length + index]))
        }
        fitted[(cycle + 1) * period + phase] =
          weight > 0
          ? (total - unit * missing(0)) / (weight - weightUnit * missing(1)) : .nan
      }
    }
  }
}
