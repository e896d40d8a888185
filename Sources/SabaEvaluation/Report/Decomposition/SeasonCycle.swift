internal import Saba

/// One cycle of a season: the mean of all cycles at each point, and how far they are apart.
///
/// Cycles of a day, or of a week and what divides it, begin with the day or on Monday by the local
/// clock; others with the series.
struct SeasonCycle: Sendable {
  /// The mean at each point of the cycle that the series reaches, by seconds from its beginning.
  let means: [ChartSample]
  /// From the least to the greatest cycle at each point.
  let ranges: [ChartSample]
  /// Whether all cycles are the same, to rounding.
  let isSteady: Bool
  /// The length of a cycle, in seconds.
  let length: Int
  /// Whether it begins by the clock.
  let followsClock: Bool

  private static let week = 7 * 86_400
  /// A Monday at midnight.
  private static let monday = 4 * 86_400

  /// Gathers the cycles of a season.
  ///
  /// - Parameters:
  ///   - season: Its values, one a point of the grid.
  ///   - length: What the season's length was asked to be, in seconds.
  ///   - clock: The grid by the local clock.
  ///   - localStart: The first point by the local clock, as if that were UTC.
  init(_ season: Decomposition.Season, length: Int, clock: LocalClockGrid, localStart: Int) {
    let interval = clock.grid.interval
    followsClock = Self.week % length == 0 && season.period * interval == length
    self.length = season.period * interval
    let first = clock.positions.first ?? 0
    // From the beginning of a cycle by the clock to the first point.
    let lead = followsClock ? Self.remainder(localStart - Self.monday, length) : 0
    var sums = [Double](repeating: 0, count: season.period)
    var counts = sums
    var lows = [Double](repeating: .infinity, count: season.period)
    var highs = lows.map { -$0 }
    for (value, position) in zip(season.values, clock.positions) {
      let slot = Self.remainder(lead / interval + position - first, season.period)
      sums[slot] += value
      counts[slot] += 1
      lows[slot] = min(lows[slot], value)
      highs[slot] = max(highs[slot], value)
    }
    let slots = counts.indices.filter { counts[$0] > 0 }
    // A point is drawn in the middle of its interval.
    func time(_ slot: Int) -> Double {
      Double(slot * interval + lead % interval) + 0.5 * Double(interval)
    }
    means = slots.map { .init(time: time($0), value: sums[$0] / counts[$0]) }
    let height = (highs.max() ?? 0) - (lows.min() ?? 0)
    isSteady = slots.allSatisfy { highs[$0] - lows[$0] <= 1e-9 * height }
    ranges = slots.map { .init(time: time($0), low: lows[$0], high: highs[$0]) }
  }

  /// A labelled place on the cycle's axis.
  struct Tick: Sendable, Hashable {
    /// In seconds from the beginning of the cycle.
    var time: Int
    /// A time of day, a weekday, or a length of time.
    var label: String
    /// Whether a line goes up from it; a weekday's label stands in the middle of its day.
    var isLine: Bool
  }

  /// Weekdays for a week, hours for a day, lengths of time for others.
  var ticks: [Tick] {
    if followsClock, length == Self.week {
      let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
      return days.enumerated().flatMap { day, name in
        [
          Tick(time: day * 86_400, label: "", isLine: day > 0),
          Tick(time: day * 86_400 + 43_200, label: name, isLine: false),
        ]
      }
    }
    if followsClock, length == 86_400 {
      return [0, 6, 12, 18, 24].map { hour in
        Tick(time: 3600 * hour, label: hour < 10 ? "0\(hour):00" : "\(hour):00", isLine: true)
      }
    }
    let step = Self.steps.first { length / $0 <= 5 } ?? (length / 4 / 86_400 + 1) * 86_400
    return stride(from: 0, through: length, by: step).map {
      Tick(time: $0, label: $0 == 0 ? "0" : Words.duration($0), isLine: true)
    }
  }

  private static let steps: [Int] = {
    let minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map { $0 * 60 }
    let days = [1, 2, 5, 7, 14, 28, 50, 100].map { $0 * 86_400 }
    return [1, 5, 10, 30] + minutes + days
  }()

  private static func remainder(_ value: Int, _ divisor: Int) -> Int {
    (value % divisor + divisor) % divisor
  }
}
