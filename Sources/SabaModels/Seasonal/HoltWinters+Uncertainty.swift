extension HoltWinters {
  /// What missed steps have left unknown of level, slope and correlated error, in units of the
  /// errors' variance.
  ///
  /// They carry the covariance P of what was missed: P ← F·P·Fᵀ + g·gᵀ at a missed step and
  /// P ← D·P·Dᵀ at one with a value, D = F − g·wᵀ. The seasons' own is kept with them.
  struct StateUncertainty: Sendable, Hashable {
    /// The rows of P.
    private var level = SIMD3<Double>.zero
    private var slope = SIMD3<Double>.zero
    private var error = SIMD3<Double>.zero
    /// What effects and level have in common of the errors missed up to now, doubled.
    private var shared = 0.0
    /// The missed steps up to now.
    private var gap = 0
    /// What the first missed error has made of level, slope and error by now.
    private var response = SIMD3<Double>.zero
    /// More than what is unknown of any effect.
    private var seasonBound = 0.0
    /// The steps with a value up to now.
    private var run = 0
    /// Whether nothing is unknown.
    private(set) var isSettled = true

    /// Below this excess of the variance nothing counts as unknown.
    private static let negligible = 1e-14

    /// Knows all.
    init() {}

    /// The variance of the next value beyond that of its error and of its seasonal effects alone.
    func excess(_ gains: Gains, factor: Double) -> Double {
      let w = gains.reading(factor)
      return (w * covariance(times: w)).sum() + shared
    }

    mutating func miss(_ gains: Gains, factor: Double) {
      let g = gains.learning(factor)
      transform(gains.moved)
      level += g[0] * g
      slope += g[1] * g
      error += g[2] * g
      response = gap == 0 ? g : gains.moved(response)
      gap += 1
      run = 0
      isSettled = false
      seasonBound += gains.gamma * gains.gamma + gains.omega * gains.omega
      // The step after these reads anew the effects that an error a whole period before moved.
      let first = gap % gains.firstPeriod == 0 ? gains.gamma : 0
      let second = gap % gains.secondPeriod == 0 ? gains.omega : 0
      if first + second > 0 {
        let alone = (gains.reading(factor) * response).sum()
        shared += 2 * (alone * (first + second) + first * second)
      }
    }

    mutating func observe(_ gains: Gains, factor: Double) {
      let w = gains.reading(factor)
      let g = gains.learning(factor)
      transform { gains.moved($0) - (w * $0).sum() * g }
      shared = 0
      gap = 0
      run += 1
      if run % max(gains.firstPeriod, gains.secondPeriod) == 0 { seasonBound *= gains.seasonDecay }
      let variances = SIMD3(level[0] * factor * factor, slope[1] * factor * factor, error[2])
      if variances.max() + seasonBound < Self.negligible { self = StateUncertainty() }
    }

    private func covariance(times v: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3((level * v).sum(), (slope * v).sum(), (error * v).sum())
    }

    /// P ← T·P·Tᵀ.
    private mutating func transform(_ map: (SIMD3<Double>) -> SIMD3<Double>) {
      // P is symmetric: the map of its rows gives the columns of T·P.
      let columns = (map(level), map(slope), map(error))
      level = map(SIMD3(columns.0[0], columns.1[0], columns.2[0]))
      slope = map(SIMD3(columns.0[1], columns.1[1], columns.2[1]))
      error = map(SIMD3(columns.0[2], columns.1[2], columns.2[2]))
    }

    /// All of it as numbers, for a snapshot.
    var numbers: [Double] {
      [level, slope, error, response].flatMap { [$0[0], $0[1], $0[2]] }
        + [shared, seasonBound, Double(gap), Double(run)]
    }

    /// Reads ``numbers``; nil where they are not such.
    init?(numbers: [Double]) {
      guard numbers.count == 16, numbers.allSatisfy(\.isFinite), numbers[0] >= 0, numbers[4] >= 0,
        numbers[8] >= 0, let gap = Int(exactly: numbers[14]), let run = Int(exactly: numbers[15]),
        gap >= 0, run >= 0
      else { return nil }
      func vector(_ start: Int) -> SIMD3<Double> {
        SIMD3(numbers[start], numbers[start + 1], numbers[start + 2])
      }
      level = vector(0)
      slope = vector(3)
      error = vector(6)
      response = vector(9)
      shared = numbers[12]
      seasonBound = numbers[13]
      self.gap = gap
      self.run = run
      isSettled = numbers.allSatisfy { $0 == 0 }
    }
  }
}

extension HoltWinters.Gains {
  /// F·v: level, slope and error a step later.
  fileprivate func moved(_ v: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(v[0] + phi * v[1], phi * v[1], lambda * v[2])
  }

  /// w: how the next value reads level, slope and error, the level times a factor.
  fileprivate func reading(_ factor: Double) -> SIMD3<Double> {
    SIMD3(factor, factor * phi, lambda)
  }

  /// g: how an error moves level, slope and error.
  fileprivate func learning(_ factor: Double) -> SIMD3<Double> {
    SIMD3(alpha / factor, beta / factor, 1)
  }
}
