/// A small, fast, seeded source of random numbers: xoshiro256**, seeded through SplitMix64.
///
/// The same seed gives the same sequence on every platform and in every release.
/// Not for cryptography.
///
/// Source: Blackman, Vigna (2021), doi:10.1145/3460772.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  /// What the sequence was begun with.
  public let seed: UInt64
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64
  private var spareNormal: Double?

  /// Makes a generator; every seed is a good one, 0 too.
  public init(seed: UInt64) {
    self.seed = seed
    var state = seed
    func splitMix() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    s0 = splitMix()
    s1 = splitMix()
    s2 = splitMix()
    s3 = splitMix()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotated(s1 &* 5, by: 7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotated(s3, by: 45)
    return result
  }

  /// A number uniform in 0..<1, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number with the standard normal distribution (Marsaglia's polar method).
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square > 0 && square < 1 {
        let factor = (-2 * logarithm(square) / square).squareRoot()
        spareNormal = v * factor
        return u * factor
      }
    }
  }

  /// An index drawn with the given non-negative weights, whose sum must be positive.
  public mutating func index(weights: [Double]) -> Int {
    var total = 0.0
    for weight in weights { total += weight }
    precondition(total > 0 && total.isFinite, "weights must have a positive, finite sum")
    var rest = uniform() * total
    var last = 0
    for (i, weight) in weights.enumerated() where weight > 0 {
      last = i
      rest -= weight
      if rest < 0 { return i }
    }
    return last
  }
}
