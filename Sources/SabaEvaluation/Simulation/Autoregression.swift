internal import Saba

/// An autoregression of order one with a known standard deviation, moved by others' shocks.
struct Autoregression: Sendable {
  private let persistence: Double
  private let innovation: Double
  private var value: Double

  /// A process whose correlation falls to 1/e over the given number of steps.
  ///
  /// - Parameters:
  ///   - deviation: The standard deviation of the values.
  ///   - steps: Above 0.
  ///   - start: The value before the first one, in standard deviations; of variance 1 over all
  ///     processes, so that each is stationary from its beginning.
  init(deviation: Double, steps: Double, start: Double) {
    persistence = exponential(-1 / steps)
    innovation = deviation * (1 - persistence * persistence).squareRoot()
    value = deviation * start
  }

  /// The next value, after a shock of mean 0 and variance 1.
  mutating func next(shock: Double) -> Double {
    value = persistence * value + innovation * shock
    return value
  }
}
