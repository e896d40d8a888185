internal import Saba

/// The role's load over time, about 1 at the busiest hour of a working day.
///
/// A working day with a lunch dip and an evening, quieter weekends, slow drift, noise and small
/// bursts that every host of the role feels alike.
struct Demand {
  private var drift: Noise
  private var weather: Noise
  private var noise: Noise
  private var bursts: Bursts

  init(seed: UInt64) {
    func generator(_ purpose: String) -> RandomGenerator {
      RandomGenerator(seed: seed, purpose: "demand \(purpose)")
    }
    drift = Noise(generator("drift"), deviation: 0.05, steps: 600)
    weather = Noise(generator("weather"), deviation: 0.03, steps: 40)
    noise = Noise(generator("noise"), deviation: 0.02, steps: 2)
    bursts = Bursts(generator("bursts"), rate: 1 / 300, heights: 0.08...0.18, lengths: 3...9)
  }

  /// The load in the next interval, which begins at the given time of the users' clock.
  mutating func next(at localTime: Int) -> Double {
    let factor = exponential(drift.next() + weather.next() + noise.next())
    return Self.rhythm(at: localTime) * factor * (1 + bursts.next())
  }

  /// The load that is usual at a time of the users' clock, about 1 at the busiest hour.
  static func rhythm(at localTime: Int) -> Double {
    // 1970-01-01 was a Thursday.
    let weekday = (localTime / 86_400 + 3) % 7
    let hour = Double(localTime % 86_400) / 3600
    return level(at: hour, on: weekday < 5 ? workingDay : weekendDay)
  }

  // Hours of the day and the load then; half a cosine in between.
  private static let workingDay: [(hour: Double, level: Double)] = [
    (0, 0.41), (3, 0.28), (5, 0.27), (7, 0.40), (9, 0.79), (10.5, 0.96), (11.7, 0.98),
    (12.6, 0.84), (13.8, 0.97), (15.5, 1), (17.5, 0.90), (19, 0.74), (21, 0.70), (22.5, 0.58),
    (24, 0.41),
  ]
  private static let weekendDay: [(hour: Double, level: Double)] = [
    (0, 0.41), (4, 0.26), (6, 0.26), (8.5, 0.35), (11, 0.52), (14, 0.56), (17, 0.54), (20, 0.59),
    (22, 0.53), (24, 0.41),
  ]

  private static func level(at hour: Double, on day: [(hour: Double, level: Double)]) -> Double {
    for (from, to) in zip(day, day.dropFirst()) where hour < to.hour {
      let way = (1 - cosine(.pi * (hour - from.hour) / (to.hour - from.hour))) / 2
      return from.level + (to.level - from.level) * way
    }
    return day[0].level
  }
}
