internal import Saba

extension RandomGenerator {
  /// A generator of its own for each purpose, so that one more draw here moves nothing there.
  ///
  /// The purpose is hashed by FNV-1a, the seed mixed in before and after.
  init(seed: UInt64, purpose: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ (seed &* 0x9E37_79B9_7F4A_7C15)
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.init(seed: hash ^ seed)
  }

  /// A heavy-tailed number of mean 0 and variance 1: Student's t with 6 degrees of freedom.
  ///
  /// Cut at ± 6, so that nothing normal looks like an incident.
  mutating func heavyTailed() -> Double {
    let z = normal()
    var chiSquare = 0.0
    for _ in 0..<6 {
      let draw = normal()
      chiSquare += draw * draw
    }
    // A variance of 6 / (6 − 2) is scaled to 1.
    let t = z * (4 / chiSquare).squareRoot()
    return min(max(t, -6), 6)
  }

  /// A number uniform in the given range.
  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A number with the exponential distribution.
  mutating func exponential(mean: Double) -> Double { -mean * logarithm(1 - uniform()) }
}

/// An autoregression of order one with heavy-tailed innovations and a known standard deviation.
struct Noise {
  private var generator: RandomGenerator
  private var process: Autoregression

  /// Noise whose correlation falls to 1/e over the given number of steps.
  init(_ generator: RandomGenerator, deviation: Double, steps: Double) {
    self.generator = generator
    process = Autoregression(
      deviation: deviation, steps: steps, start: self.generator.normal())
  }

  mutating func next() -> Double { process.next(shock: generator.heavyTailed()) }
}

/// Small bursts that belong to normal life: rare, a few steps long, up and down smoothly.
struct Bursts {
  private var generator: RandomGenerator
  private let rate: Double
  private let heights: ClosedRange<Double>
  private let lengths: ClosedRange<Double>
  private var height = 0.0
  private var length = 0.0
  private var age = 0.0

  /// Bursts that begin with probability `rate` at each step.
  init(
    _ generator: RandomGenerator, rate: Double, heights: ClosedRange<Double>,
    lengths: ClosedRange<Double>
  ) {
    self.generator = generator
    self.rate = rate
    self.heights = heights
    self.lengths = lengths
  }

  mutating func next() -> Double {
    if age >= length {
      guard generator.uniform() < rate else { return 0 }
      height = generator.uniform(in: heights)
      length = generator.uniform(in: lengths).rounded()
      age = 0
    }
    age += 1
    return height * sine(.pi * age / (length + 1))
  }
}
