import Saba

/// Series to decompose.
enum SeasonalFixture {
  /// A trend, a season with a second harmonic, noise, and a spike in a hundred points.
  static func series(count: Int, period: Int, missing: Double = 0) -> [Double] {
    var generator = RandomGenerator(seed: 1)
    return (0..<count).map { index in
      let angle = 2 * Double.pi * Double(index) / Double(period)
      let season = 6 * sine(angle) + 2 * cosine(2 * angle)
      let spike: Double = generator.uniform() < 0.01 ? 8 : 0
      let value = 50 + 0.001 * Double(index) + season + generator.normal() + spike
      return generator.uniform() < missing ? .nan : value
    }
  }
}
