import SabaNumerics
import SabaTestSupport
import Testing

/// Local regression by the book: the polynomial's normal equations at each place, solved by Cholesky.
private func naiveLoess(
  _ values: [Double], weights: [Double], window: Int, degree: Int, at place: Int
) -> Double? {
  let n = values.count
  let left = window < n ? min(max(0, place - window / 2), n - window) : 0
  let right = window < n ? left + window - 1 : n - 1
  let radius =
    Double(max(place - left, right - place)) + (window > n ? Double((window - n) / 2) : 0)
  var sums = [Double](repeating: 0, count: 2 * degree + 1)
  var products = [Double](repeating: 0, count: degree + 1)
  for j in left...right where weights[j] > 0 {
    let x = Double(j - place) / radius
    let r = abs(x)
    if r > 0.999 { continue }
    let rest = 1 - r * r * r
    let weight = weights[j] * (r <= 0.001 ? 1 : rest * rest * rest)
    var factor = weight
    for k in sums.indices {
      sums[k] += factor
      if k <= degree { products[k] += factor * values[j] }
      factor *= x
    }
  }
  let matrix = Matrix(rows: (0...degree).map { i in (0...degree).map { sums[i + $0] } })
  let sides = Matrix(rows: products.map { [$0] })
  return try? Cholesky(matrix).solve(sides)[0, 0]
}

@Suite("Local regression on a grid")
struct LoessSmootherTests {
  /// Of the naive solution, by normal equations of order 3 in x of at most 1.
  static let tolerance = 1e-9

  @Test(
    "equals local polynomials solved one by one", arguments: [0, 1, 2],
    [(40, 9), (41, 41), (30, 75), (200, 101), (700, 333)])
  func equalsNaive(degree: Int, shape: (count: Int, window: Int)) throws {
    var generator = RandomGenerator(seed: UInt64(shape.count + degree))
    let values = (0..<shape.count).map { 10 * sine(Double($0) / 9) + generator.normal() }
    let weights = values.map { _ in generator.uniform() < 0.2 ? 0 : generator.uniform() }
    var smoother = LoessSmoother(count: shape.count, window: shape.window, degree: degree)
    var fitted = [Double](repeating: 0, count: shape.count)
    for weights in [nil, weights, nil] {
      smoother.smooth(values, weights: weights, into: &fitted)
      for place in 0..<shape.count {
        let expected = try #require(
          naiveLoess(
            values, weights: weights ?? values.map { _ in 1 }, window: shape.window,
            degree: degree, at: place))
        #expect(abs(fitted[place] - expected) <= Self.tolerance, "place \(place)")
      }
    }
  }

  @Test("windows that keep little weight, or on one side, lose no digits", arguments: [0, 1, 2])
  func littleWeight(degree: Int) throws {
    let count = 600
    let window = 201
    var generator = RandomGenerator(seed: 3)
    let values = (0..<count).map { 1000 + 0.01 * Double($0) + generator.normal() }
    // Hardly any weight in the middle, none in a stretch shorter than a window.
    let weights = (0..<count).map { index in
      (200..<330).contains(index) ? 0 : (330..<500).contains(index) ? 1e-7 : 1
    }
    var smoother = LoessSmoother(count: count, window: window, degree: degree)
    var fitted = [Double](repeating: 0, count: count)
    smoother.smooth(values, weights: weights, into: &fitted)
    for place in 0..<count {
      let expected = try #require(
        naiveLoess(values, weights: weights, window: window, degree: degree, at: place))
      #expect(abs(fitted[place] - expected) <= 1000 * Self.tolerance, "place \(place)")
    }
  }

  @Test("polynomials of the degree pass unchanged", arguments: [0, 1, 2], [9, 101])
  func polynomialsPass(degree: Int, window: Int) {
    let values = (0..<300).map { index in
      let x = Double(index) / 100
      return 5 + (degree > 0 ? 3 * x : 0) - (degree > 1 ? 2 * x * x : 0)
    }
    var smoother = LoessSmoother(count: 300, window: window, degree: degree)
    var fitted = values
    smoother.smooth(values, weights: nil, into: &fitted)
    #expect(zip(fitted, values).allSatisfy { abs($0 - $1) <= Self.tolerance })
    smoother.smooth(values, weights: values.indices.map { $0 % 3 == 0 ? 0 : 1 }, into: &fitted)
    #expect(zip(fitted, values).allSatisfy { abs($0 - $1) <= Self.tolerance })
  }

  @Test("a place without weight takes the nearest fitted value, the earlier of two")
  func emptyWindows() {
    var smoother = LoessSmoother(count: 9, window: 3, degree: 0)
    let weights: [Double] = [0, 1, 0, 0, 0, 0, 0, 1, 0]
    var fitted = [Double](repeating: 0, count: 9)
    smoother.smooth([.nan, 5, 7, 7, 7, 7, 7, 9, 7], weights: weights, into: &fitted)
    #expect(fitted == [5, 5, 5, 5, 5, 9, 9, 9, 9])
    smoother.smooth(fitted, weights: [Double](repeating: 0, count: 9), into: &fitted)
    #expect(fitted.allSatisfy { $0.isNaN })
  }

  @Test("windows of any length beyond the series", arguments: [0, 1, 2])
  func endlessWindows(degree: Int) {
    let values = (0..<40).map { 3 + 0.5 * Double($0) }
    var smoother = LoessSmoother(count: 40, window: .max, degree: degree)
    var fitted = values
    smoother.smooth(values, weights: nil, into: &fitted)
    // All weights are 1.
    let expected = degree == 0 ? values.map { _ in 12.75 } : values
    #expect(zip(fitted, expected).allSatisfy { abs($0 - $1) <= Self.tolerance })
  }

  @Test("jumps are lines between fitted places")
  func jumps() {
    var generator = RandomGenerator(seed: 1)
    let values = (0..<52).map { _ in generator.normal() }
    var every = LoessSmoother(count: 52, window: 11, degree: 1)
    var some = LoessSmoother(count: 52, window: 11, degree: 1, jump: 5)
    var exact = values
    var fitted = values
    every.smooth(values, weights: nil, into: &exact)
    some.smooth(values, weights: nil, into: &fitted)
    for place in 0..<50 {
      let left = place / 5 * 5
      let share = Double(place - left) / 5
      let expected =
        share == 0 ? exact[left] : exact[left] + share * (exact[left + 5] - exact[left])
      #expect(abs(fitted[place] - expected) <= Self.tolerance)
    }
  }
}

@Suite("Smoothing from cycle to cycle")
struct CycleSmootherTests {
  /// Where full weight ends is that of a middle radius.
  static let tolerance = 1e-10

  @Test("constants in windows far longer than many cycles", arguments: [1_300, 1_301, 3_003])
  func flatWindows(count: Int) throws {
    let period = count == 3_003 ? 5 : 2
    var generator = RandomGenerator(seed: UInt64(count))
    let values = (0..<count).map { 10 * sine(Double($0) / 300) + generator.normal() }
    var some = values.map { _ in generator.uniform() < 0.2 ? 0 : generator.uniform() }
    // A subseries with next to no weight, and products far from 1.
    for place in stride(from: 1, to: count, by: period) { some[place] *= 1e-30 }
    for window in [5 * (count / period) + 5, 10 * count + 1] {
      var smoother = CycleSmoother(count: count, period: period, window: window | 1, degree: 0)
      var fitted = [Double](repeating: 0, count: smoother.fittedCount)
      for weights in [nil, some] {
        smoother.smooth(values, weights: weights, into: &fitted)
        for phase in 0..<period {
          let places = Array(stride(from: phase, to: count, by: period))
          let cycles = places.map { values[$0] }
          let shares = places.map { weights?[$0] ?? 1 }
          for cycle in [-1, 0, 1, 7, cycles.count / 2, cycles.count - 1, cycles.count] {
            let expected = try #require(
              naiveLoess(cycles, weights: shares, window: window | 1, degree: 0, at: cycle))
            #expect(
              abs(fitted[(cycle + 1) * period + phase] - expected) <= Self.tolerance,
              "phase \(phase), cycle \(cycle)")
          }
        }
      }
    }
  }

  @Test("a long subseries without weight takes what lies between its neighbours")
  func emptySubseries() {
    let count = 3 * 600
    let values = (0..<count).map { Double($0 % 3) }
    var smoother = CycleSmoother(count: count, period: 3, window: 10 * count + 1, degree: 0)
    var fitted = [Double](repeating: 0, count: smoother.fittedCount)
    smoother.smooth(values, weights: values.map { $0 == 1 ? 0 : 1 }, into: &fitted)
    #expect(fitted.indices.allSatisfy { abs(fitted[$0] - Double($0 % 3)) <= Self.tolerance })
  }
}

@Suite("Moving averages")
struct MovingAverageTests {
  @Test("equal the means written out", arguments: [1, 2, 3, 7, 50], [50, 51, 99, 150])
  func equalNaiveMeans(length: Int, count: Int) {
    var generator = RandomGenerator(seed: UInt64(length * count))
    var values = (0..<count).map { _ in generator.normal() }
    // What has left the window leaves nothing behind.
    values[0] = 1e15
    var fitted = [Double](repeating: 0, count: count - length + 1)
    movingAverage(values, length: length, into: &fitted)
    for index in 1..<fitted.count {
      let mean = values[index..<(index + length)].reduce(0, +) / Double(length)
      #expect(abs(fitted[index] - mean) <= 1e-14)
    }
  }
}
