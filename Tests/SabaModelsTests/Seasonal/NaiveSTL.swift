import SabaModels

/// STL by double loops, straight from the paper and the rules for missing values.
///
/// Cleveland, Cleveland, McRae, Terpenning (1990), and their code where the paper is silent; windows
/// without weight take the nearest fitted value.
struct NaiveSTL {
  let period: Int
  let options: STLOptions

  struct Parts {
    var season: [Double]
    var trend: [Double]
    var weights: [Double]
  }

  func decompose(_ y: [Double]) -> Parts {
    let n = y.count
    let inner = options.innerIterations ?? (options.isRobust ? 1 : 2)
    let outer = options.outerIterations ?? (options.isRobust ? 15 : 0)
    var parts = Parts(
      season: Array(repeating: 0, count: n), trend: Array(repeating: 0, count: n),
      weights: y.map { $0.isNaN ? 0 : 1 })
    for pass in 0...outer {
      for _ in 0..<inner {
        let detrended = zip(y, parts.trend).map { $0 - $1 }
        let cycles = cycleSubseries(detrended, parts.weights)
        let average = Self.movingAverage(
          Self.movingAverage(Self.movingAverage(cycles, period), period), 3)
        let low = Loess(
          window: lowPassWindow, degree: options.lowPassDegree, jump: options.lowPassJump
        ).smooth(average, weights: Array(repeating: 1, count: n))
        parts.season = (0..<n).map { cycles[period + $0] - low[$0] }
        let seasonless = zip(y, parts.season).map { $0 - $1 }
        parts.trend =
          Loess(window: trendWindow(n), degree: options.trendDegree, jump: options.trendJump)
          .smooth(seasonless, weights: parts.weights)
      }
      if pass < outer {
        let remainder = (0..<n).map { y[$0] - parts.season[$0] - parts.trend[$0] }
        parts.weights = Self.robustnessWeights(remainder)
      }
    }
    if options.seasonalWindow == .periodic {
      parts.season = (0..<n).map { i in
        let slot = stride(from: i % period, to: n, by: period).map { parts.season[$0] }
        return slot.reduce(0, +) / Double(slot.count)
      }
    }
    return parts
  }

  private func trendWindow(_ n: Int) -> Int {
    var cycles = 10 * n + 1
    if case .cycles(let window) = options.seasonalWindow { cycles = window }
    return options.trendWindow ?? leastOdd(1.5 * Double(period) / (1 - 1.5 / Double(cycles)))
  }

  private var lowPassWindow: Int { options.lowPassWindow ?? leastOdd(Double(period)) }

  private func leastOdd(_ bound: Double) -> Int {
    var window = 1
    while Double(window) < bound { window += 2 }
    return window
  }

  /// Each slot smoothed over the cycles, with a cycle before the first and after the last.
  private func cycleSubseries(_ y: [Double], _ weights: [Double]) -> [Double] {
    let n = y.count
    let loess: Loess
    switch options.seasonalWindow {
    case .periodic: loess = Loess(window: 10 * n + 1, degree: 0, jump: options.seasonalJump)
    case .cycles(let cycles):
      loess = Loess(window: cycles, degree: options.seasonalDegree, jump: options.seasonalJump)
    }
    let slots = (0..<period).map { slot in
      let places = stride(from: slot, to: n, by: period)
      return loess.smooth(places.map { y[$0] }, weights: places.map { weights[$0] }, beyond: true)
    }
    var result = [Double](repeating: 0, count: n + 2 * period)
    for slot in 0..<period {
      var count = 0
      while slot + count * period < n { count += 1 }
      for cycle in 0..<(count + 2) {
        result[cycle * period + slot] =
          slots[slot][cycle].isNaN
          ? Self.between(slots, slot: slot, cycle: cycle) : slots[slot][cycle]
      }
    }
    return result
  }

  /// What lies between the nearest slots that have values, around the clock.
  private static func between(_ slots: [[Double]], slot: Int, cycle: Int) -> Double {
    let period = slots.count
    var before = 1
    while slots[(slot - before + period) % period][0].isNaN { before += 1 }
    var after = 1
    while slots[(slot + after) % period][0].isNaN { after += 1 }
    let left = slots[(slot - before + period) % period]
    let right = slots[(slot + after) % period]
    let from = cycle < left.count ? left[cycle] : left[left.count - 1]
    let to = cycle < right.count ? right[cycle] : right[right.count - 1]
    return from + Double(before) / Double(before + after) * (to - from)
  }

  private static func movingAverage(_ y: [Double], _ length: Int) -> [Double] {
    (0...(y.count - length)).map { start in
      y[start..<(start + length)].reduce(0, +) / Double(length)
    }
  }

  /// Bisquare weights; 1 wherever there is a value where their median is 0.
  private static func robustnessWeights(_ remainder: [Double]) -> [Double] {
    let sizes = remainder.filter { !$0.isNaN }.map(abs).sorted()
    let limit = 3 * (sizes[(sizes.count - 1) / 2] + sizes[sizes.count / 2])
    return remainder.map { value in
      if value.isNaN { return 0 }
      if abs(value) <= 0.001 * limit || limit == 0 { return 1 }
      if abs(value) > 0.999 * limit { return 0 }
      let share = value / limit
      return (1 - share * share) * (1 - share * share)
    }
  }
}

/// Local polynomials, one window at a time.
private struct Loess {
  let window: Int
  let degree: Int
  let jump: Int

  /// The smoothed series, with a point before the first and one after the last if asked for; all
  /// NaN where no window has weight.
  func smooth(_ y: [Double], weights: [Double], beyond: Bool = false) -> [Double] {
    let n = y.count
    var knots = Array(stride(from: 0, to: n, by: min(jump, n - 1)))
    var starts = knots.map { start($0, n) }
    if knots[knots.count - 1] != n - 1 {
      // The paper's code leaves the window where it was.
      knots.append(n - 1)
      starts.append(starts[starts.count - 1])
    }
    if beyond {
      knots = [-1] + knots + [n]
      starts = [0] + starts + [n - min(window, n)]
    }
    var fits = zip(knots, starts).map { fit(y, weights, at: $0, from: $1) }
    let fitted = knots.indices.filter { !fits[$0].isNaN }
    for index in knots.indices where fits[index].isNaN && !fitted.isEmpty {
      var nearest = fitted[0]
      for other in fitted
      where abs(knots[other] - knots[index]) < abs(knots[nearest] - knots[index]) {
        nearest = other
      }
      fits[index] = fits[nearest]
    }
    var result = beyond ? [fits[0]] : []
    let inner = beyond ? 1..<(knots.count - 1) : 0..<knots.count
    for index in inner.dropLast() {
      let step = knots[index + 1] - knots[index]
      for offset in 0..<step {
        let share = Double(offset) / Double(step)
        result.append(fits[index] + share * (fits[index + 1] - fits[index]))
      }
    }
    result.append(fits[inner.upperBound - 1])
    return beyond ? result + [fits[knots.count - 1]] : result
  }

  /// The first of the nearest points.
  private func start(_ x: Int, _ n: Int) -> Int {
    window >= n ? 0 : min(max(x - window / 2, 0), n - window)
  }

  /// The local polynomial at a point, or NaN where the window has no weight.
  private func fit(_ y: [Double], _ weights: [Double], at x: Int, from start: Int) -> Double {
    let n = y.count
    let end = start + min(window, n)
    var h = max(x - start, end - 1 - x)
    if window > n { h += (window - n) / 2 }
    var w = [Double](repeating: 0, count: end - start)
    var sum = 0.0
    for i in start..<end {
      let distance = Double(abs(i - x))
      if distance <= 0.999 * Double(h) {
        let share = distance / Double(h)
        let tricube = 1 - share * share * share
        w[i - start] =
          weights[i] * (distance <= 0.001 * Double(h) ? 1 : tricube * tricube * tricube)
      }
      sum += w[i - start]
    }
    if sum <= 0 { return .nan }

    // Polynomials that are orthogonal under the weights, as far as the points determine them.
    var level = 0.0
    var mean = 0.0
    for i in start..<end where w[i - start] > 0 {
      w[i - start] /= sum
      level += w[i - start] * y[i]
      mean += w[i - start] * Double(i)
    }
    if degree == 0 { return level }
    var spread = 0.0
    var slope = 0.0
    var skew = 0.0
    for i in start..<end where w[i - start] > 0 {
      let u = Double(i) - mean
      spread += w[i - start] * u * u
      slope += w[i - start] * u * (y[i] - level)
      skew += w[i - start] * u * u * u
    }
    let determined = 0.001 * Double(n - 1)
    if spread.squareRoot() <= determined { return level }
    let linear = level + slope / spread * (Double(x) - mean)
    if degree == 1 { return linear }
    skew /= spread
    var size = 0.0
    var curvature = 0.0
    for i in start..<end where w[i - start] > 0 {
      let u = Double(i) - mean
      let q = u * u - skew * u - spread
      size += w[i - start] * q * q
      curvature += w[i - start] * q * (y[i] - level - slope / spread * u)
    }
    if size <= determined * determined * determined * determined { return linear }
    let u = Double(x) - mean
    return linear + curvature / size * (u * u - skew * u - spread)
  }
}
