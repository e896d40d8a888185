import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

private let hostCount = 2
private let dayCount = 42
private let rowsPerDay = 288
private let roles = Dictionary(
  uniqueKeysWithValues: NoiseRole.allCases.map { kind in
    (kind, kind.history(hosts: hostCount, days: dayCount, seed: 1))
  })

// Bit by bit as a plain Bool: a failed comparison of long arrays in an expectation would be spelt out
// element by element.
private func areIdentical(_ one: some Sequence<Double>, _ other: some Sequence<Double>) -> Bool {
  one.elementsEqual(other)
}

private func frames(_ kind: NoiseRole) throws -> [MetricFrame] {
  try #require(roles[kind]).frames
}

/// A metric's values on a host, over the host's median.
private func relative(_ metric: Int, of frame: MetricFrame) -> [Double] {
  let values = frame.values.column(metric)
  let median = values.sorted()[values.count / 2]
  return values.map { $0 / median }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// The central moment of some order.
private func moment(_ order: Int, _ values: [Double]) -> Double {
  let centre = mean(values)
  return mean(
    values.map { value in (0..<order).reduce(1) { power, _ in power * (value - centre) } })
}

private func kurtosis(_ values: [Double]) -> Double {
  moment(4, values) / (moment(2, values) * moment(2, values))
}

private func autocorrelation(_ values: [Double], lag: Int) -> Double {
  let centre = mean(values)
  let products = zip(values, values.dropFirst(lag)).map { ($0 - centre) * ($1 - centre) }
  return mean(products) / moment(2, values)
}

private enum NoiseTolerance {
  /// Of the share of a role's second half below a quantile of the first, where memory leaves no more
  /// than a hundred independent stretches.
  static let halves = 0.08
  /// The same for the quantile of 97 %.
  static let farHalves = 0.02
  /// Between quantiles of 10⁴ independent values and those of their distribution, relative.
  static let quantile = 0.1
  /// An autocorrelation that is 0 but for chance.
  static let uncorrelated = 0.05
  /// Between standard deviations of some hundred independent stretches, relative.
  static let spread = 0.15
  /// Of the bursty role's noise, as a share of the level.
  static let calm = 0.06
  /// Between autocorrelations of one process on two grids.
  static let grids = 0.08
}

@Suite struct NoiseRoleTests {
  @Test(arguments: NoiseRole.allCases) func theSameSeedGivesTheSameRole(kind: NoiseRole) throws {
    let one = kind.history(hosts: 2, days: 3, seed: 7)
    let again = kind.history(hosts: 2, days: 3, seed: 7)
    let other = kind.history(hosts: 2, days: 3, seed: 8)
    for (host, frame) in one.frames.enumerated() {
      let elements = frame.values.elements
      #expect(areIdentical(elements, again.frames[host].values.elements))
      #expect(zip(elements, other.frames[host].values.elements).count { $0 == $1 } == 0)
    }
    #expect(
      zip(one.frames[0].values.elements, one.frames[1].values.elements).count { $0 == $1 } == 0)
  }

  @Test(arguments: NoiseRole.allCases) func moreDaysAndHostsChangeNothing(kind: NoiseRole) {
    let few = kind.history(hosts: 2, days: 2, seed: 3)
    let more = kind.history(hosts: 3, days: 4, seed: 3)
    for (frame, longer) in zip(few.frames, more.frames) {
      #expect(frame.host == longer.host)
      let elements = longer.values.elements.prefix(frame.values.elements.count)
      #expect(areIdentical(frame.values.elements, elements))
    }
  }

  @Test(arguments: NoiseRole.allCases) func aRoleIsCompleteAndItsHostsAreAlike(
    kind: NoiseRole
  ) throws {
    let frames = try frames(kind)
    #expect(frames.map(\.host) == ["app01", "app02"])
    for frame in frames {
      #expect(frame.metrics == NoiseRole.metrics)
      #expect(frame.start == 1_767_571_200)
      #expect(frame.rowCount == dayCount * rowsPerDay)
      #expect(frame.values.elements.allSatisfy { $0.isFinite && $0 >= 0 })
    }
    for metric in NoiseRole.metrics.indices {
      let levels = frames.map { frame in
        frame.values.column(metric).sorted()[frame.rowCount / 2]
      }
      let (low, high) = (try #require(levels.min()), try #require(levels.max()))
      #expect(low < high && high < 1.2 * low, "\(NoiseRole.metrics[metric])")
    }
  }

  @Test(arguments: NoiseRole.allCases) func theFirstHalfIsLikeTheSecond(kind: NoiseRole) throws {
    let half = dayCount / 2 * rowsPerDay
    for metric in NoiseRole.metrics.indices {
      let values = try frames(kind).map { relative(metric, of: $0) }
      let first = values.flatMap { $0[..<half] }.sorted()
      let second = values.flatMap { $0[half...] }
      for probability in [0.1, 0.25, 0.5, 0.75, 0.9, 0.97] {
        let quantile = first[Int(probability * Double(first.count))]
        let share = Double(second.count { $0 < quantile }) / Double(second.count)
        let tolerance = probability > 0.9 ? NoiseTolerance.farHalves : NoiseTolerance.halves
        #expect(
          abs(share - probability) < tolerance,
          "\(NoiseRole.metrics[metric]) at \(probability): \(share)")
      }
    }
  }
}

@Suite struct HeavyTailedNoiseTests {
  /// The metrics with values of Student's t, the others are log-normal.
  static let student = [0, 1, 2, 4, 6, 7, 8]
  static let logNormal = [3, 5, 9]

  @Test func tailsAreThoseOfStudentsT() throws {
    for metric in Self.student {
      let values = try frames(.heavyTailed).flatMap { relative(metric, of: $0) }
      let tails = [0.25, 0.05, 0.01, 0.003]
      let sorted = values.sorted()
      let high = tails.map { sorted[Int((1 - $0) * Double(sorted.count))] }
      let expected = tails.map { studentQuantile(tail: $0, degreesOfFreedom: 3) }
      let scale = (high[0] - 1) / expected[0]
      for index in 1..<tails.count {
        #expect(
          isClose((high[index] - 1) / scale, expected[index], NoiseTolerance.quantile, scale: 0),
          "\(NoiseRole.metrics[metric]) at \(tails[index])")
      }
      #expect(kurtosis(values) > 10)
    }
  }

  @Test func othersAreLogNormal() throws {
    for metric in Self.logNormal {
      let values = try frames(.heavyTailed).flatMap { relative(metric, of: $0) }
      let logarithms = values.map(logarithm)
      #expect(abs(kurtosis(logarithms) - 3) < 0.1)
      #expect(kurtosis(values) > 5)
      // The square root of the variance of the logarithm lies within the range that is drawn from.
      #expect((0.35...0.95).contains(moment(2, logarithms).squareRoot()))
    }
  }

  @Test func valuesGoTogetherAndForgetTheLast() throws {
    let frame = try frames(.heavyTailed)[0]
    let signs = NoiseRole.metrics.indices.map { metric in
      relative(metric, of: frame).map { $0 > 1 ? 1.0 : -1.0 }
    }
    for (metric, one) in signs.enumerated() {
      #expect(abs(autocorrelation(one, lag: 1)) < NoiseTolerance.uncorrelated)
      for other in signs[..<metric] {
        // Normal variables of correlation ρ agree in sign (2/π)·asin ρ; ρ is 0.09 to 0.64.
        #expect((0.03...0.5).contains(mean(zip(one, other).map { $0 * $1 })))
      }
    }
  }
}

@Suite struct SeasonalNoiseTests {
  @Test func daysAndWeeksComeBack() throws {
    for frame in try frames(.seasonal) {
      // Few metrics feel so little of the load that noise outweighs the rhythm.
      let rhythmic = NoiseRole.metrics.indices.count { metric in
        let values = relative(metric, of: frame)
        let day = autocorrelation(values, lag: rowsPerDay)
        let week = autocorrelation(values, lag: 7 * rowsPerDay)
        return day > 0.5 && week > day && autocorrelation(values, lag: rowsPerDay / 2) < 0
      }
      #expect(rhythmic >= 7, "\(frame.host)")
    }
  }

  @Test func noiseGrowsWithTheLevel() throws {
    let frames = try frames(.seasonal)
    let rowsPerWeek = 7 * rowsPerDay
    for metric in NoiseRole.metrics.indices {
      let values = frames.map { relative(metric, of: $0) }
      // On Sundays between 2 and 7, and on Tuesdays between 9 and 18 o'clock.
      let (levels, spreads) = try meanAndSpread(
        of: [6 * rowsPerDay + 24..<6 * rowsPerDay + 84, rowsPerDay + 108..<rowsPerDay + 216].map {
          $0.map { row in
            values.flatMap { values in
              stride(from: row, to: values.count, by: rowsPerWeek).map { values[$0] }
            }
          }
        })
      #expect(levels[1] > 1.15 * levels[0])
      #expect(
        isClose(spreads[0], spreads[1], NoiseTolerance.spread, scale: 0),
        "\(NoiseRole.metrics[metric]): \(spreads)")
    }
  }

  /// The mean level of some times of the week, and how far values spread about it, as a share of it.
  private func meanAndSpread(
    of times: [[[Double]]]
  ) throws -> (levels: [Double], spreads: [Double]) {
    let levels = times.map { $0.map(mean) }
    let spreads = zip(times, levels).map { times, levels in
      mean(zip(times, levels).map { moment(2, $0) / ($1 * $1) }).squareRoot()
    }
    return (levels.map(mean), spreads)
  }
}

@Suite struct AutocorrelatedNoiseTests {
  @Test func memoriesAreLongAndShortButEndWithinADay() throws {
    let frame = try frames(.autocorrelated)[0]
    let memories = NoiseRole.metrics.indices.map { metric in
      let values = relative(metric, of: frame)
      #expect(abs(autocorrelation(values, lag: rowsPerDay)) < 2 * NoiseTolerance.uncorrelated)
      return autocorrelation(values, lag: 1)
    }
    #expect(memories.allSatisfy { (0.6...0.995).contains($0) })
    let (least, most) = (try #require(memories.min()), try #require(memories.max()))
    #expect(least < 0.85 && most > 0.97, "\(memories)")
  }

  @Test func memoryIsThatOfTheClockNotOfTheGrid() throws {
    let coarse = try frames(.autocorrelated)[0]
    let fine = NoiseRole.autocorrelated.history(hosts: 1, days: 14, interval: 60, seed: 1).frames[0]
    for metric in NoiseRole.metrics.indices {
      let one = autocorrelation(relative(metric, of: coarse), lag: 1)
      let other = autocorrelation(relative(metric, of: fine), lag: 5)
      #expect(abs(one - other) < NoiseTolerance.grids, "\(NoiseRole.metrics[metric])")
    }
  }

  @Test func metricsGoTogether() throws {
    let frame = try frames(.autocorrelated)[0]
    let changes = NoiseRole.metrics.indices.map { metric in
      let values = relative(metric, of: frame).map(logarithm)
      return zip(values, values.dropFirst()).map { $1 - $0 }
    }
    // Wander pulls some pairs apart.
    let correlations = changes[1...].map { change in
      let scale = (moment(2, changes[0]) * moment(2, change)).squareRoot()
      return mean(zip(changes[0], change).map { $0 * $1 }) / scale
    }
    #expect(mean(correlations) > 2 * NoiseTolerance.uncorrelated)
  }
}

@Suite struct BurstyNoiseTests {
  @Test func calmMostOfTheTimeAndHighForAWhile() throws {
    for frame in try frames(.bursty) {
      let isHigh = (0..<2).map { metric in relative(metric, of: frame).map { $0 > 1.5 } }
      let shares = isHigh.map { Double($0.count { $0 }) / Double($0.count) }
      #expect(shares.allSatisfy { (0.001...0.1).contains($0) }, "\(shares)")
      // A burst outlasts its first row now and then, and hits two metrics that it has to hit.
      let next = Double(zip(isHigh[0], isHigh[0].dropFirst()).count { $0 && $1 })
      let count = Double(isHigh[0].count { $0 })
      #expect(next / count > 0.3)
      #expect(Double(zip(isHigh[0], isHigh[1]).count { $0 && $1 }) / count > 0.3)
      // None goes on for hours.
      let longest = isHigh[0].split(separator: false).map(\.count).max() ?? 0
      #expect(longest < rowsPerDay / 6)
    }
  }

  @Test func sizesHaveAFarTail() throws {
    let values = try frames(.bursty).flatMap { relative(0, of: $0) }
    let sorted = values.sorted()
    #expect(kurtosis(values) > 10)
    #expect(sorted[sorted.count - 1] > 3 * sorted[sorted.count * 999 / 1000] / 2)
  }

  @Test func shortBurstsFillPartOfAnInterval() throws {
    let coarse = try frames(.bursty)[0]
    let fine = NoiseRole.bursty.history(hosts: 1, days: 14, interval: 60, seed: 1).frames[0]
    // Beside bursts there is noise, which is small.
    for metric in 0..<3 {
      let whole = coarse.values.column(metric).prefix(14 * rowsPerDay)
      let parts = fine.values.column(metric)
      let errors = whole.enumerated().map { row, value in
        (value - mean(Array(parts[5 * row..<5 * row + 5]))) / value
      }
      #expect(mean(errors.map(abs)) < NoiseTolerance.calm)
      #expect(errors.allSatisfy { abs($0) < 6 * NoiseTolerance.calm })
    }
  }
}
