internal import CSabaKernels

/// Local regression on a regular grid: at each point a polynomial fitted to its neighbours, with
/// tricube weights by distance and the points' own weights.
///
/// A window is the `window` points around a place, shifted inwards at the ends, so that the weights
/// reach to its farther side; where the series is shorter it is all points, and the radius grows by half
/// of what is lacking. Full weight is within .001 of the radius, none beyond .999; no slope is fitted
/// where the weighted deviation of distances is at most .001·(n − 1), no curve where what is left of
/// their squares is at most that to the fourth power. So do the programs of the paper.
///
/// 1. Exact: every place but those that `jump` leaves out, which lie on lines between the others.
/// 2. Fast: inside the series the sums over a window are correlations with fixed kernels, taken by
///    Fourier transforms. Their errors are some 1e-16 of a whole window of typical values, so places
///    whose window keeps less than .001 of its weight, or keeps it to one side, are summed directly;
///    so are the ends, and all places of short windows.
///
/// Source: Cleveland, Cleveland, McRae, Terpenning (1990), STL: A Seasonal-Trend Decomposition Procedure
/// Based on Loess, Journal of Official Statistics 6, 3–73.
public struct LoessSmoother: Sendable {
  /// Past the last point, so that kernels may read whole groups of lanes.
  private static let padding = 8
  /// Up to this window direct sums take less time.
  private static let longestDirectWindow = 25

  private let count: Int
  private let window: Int
  private let degree: Int
  private let jump: Int
  /// The places that are summed directly, whatever the weights.
  private let directPlaces: [UInt32]
  /// The places whose windows they have: their own, but that the last after a jump has the window of
  /// the one before.
  private let directWindows: [UInt32]
  /// The sums of w·x^k over a window of full weight, x in radii.
  private var full: [Double] = []
  private var products: [Double]
  private var weights: [Double]
  private var scaled: [Double] = []
  private var doubtful: [UInt32]
  private var plain: KernelSums?
  private var weighted: KernelSums?

  /// Prepares to smooth series of one length.
  ///
  /// - Parameters:
  ///   - count: The number of points.
  ///   - window: The points of a window, odd and at least 3.
  ///   - degree: Of the polynomials: 0, 1 or 2.
  ///   - jump: Only every so many points are fitted, and the last.
  public init(count: Int, window: Int, degree: Int, jump: Int = 1) {
    precondition(window >= 3 && window % 2 == 1, "windows are odd and at least 3")
    precondition((0...2).contains(degree) && jump >= 1, "degree 0, 1 or 2, jump at least 1")
    self.count = count
    self.window = window
    self.degree = degree
    self.jump = max(1, min(jump, count - 1))
    if self.jump > 1 {
      var places = stride(from: 0, to: count, by: self.jump).map { UInt32($0) }
      var windows = places
      if let last = places.last, Int(last) != count - 1 {
        places.append(UInt32(count - 1))
        windows.append(last)
      }
      (directPlaces, directWindows) = (places, windows)
    } else if window >= count || window <= Self.longestDirectWindow {
      directPlaces = (0..<UInt32(count)).map { $0 }
      directWindows = directPlaces
    } else {
      let half = window / 2
      directPlaces = (0..<half).map { UInt32($0) } + ((count - half)..<count).map { UInt32($0) }
      directWindows = directPlaces
    }
    products = [Double](repeating: 0, count: count + Self.padding)
    weights = products
    doubtful = [UInt32](repeating: 0, count: count)
    // Where all places are direct nothing needs them, and their window may have any length.
    if inside.isEmpty { return }
    full = (0...4).map { power in
      power % 2 == 1 ? 0 : 2 * kernel(power).reduce(0, +) - (power == 0 ? 1 : 0)
    }
  }

  /// The places inside the series that are not summed directly.
  private var inside: Range<Int> {
    directPlaces.count == count || jump > 1 ? 0..<0 : (window / 2)..<(count - window / 2)
  }

  /// Smooths a series.
  ///
  /// - Parameters:
  ///   - values: Finite; whatever has weight 0 does not matter.
  ///   - weights: Between 0 and 1, one a value; nil where all are 1.
  ///   - fitted: As many; receives the fitted values. A place whose window has no weight takes the
  ///     nearest fitted value, the earlier of two; all are NaN where there is no weight at all.
  /// - Complexity: O(n log n + window·min(n, window)) and O(window) for each place whose window keeps little
  ///   weight; no allocation after the first call.
  public mutating func smooth(
    _ values: [Double], weights: [Double]?, into fitted: inout [Double]
  ) {
    precondition(values.count == count && fitted.count == count, "as many values as prepared for")
    if count < 2 {
      for index in 0..<count { fitted[index] = values[index] }
      return
    }
    if let weights {
      for index in 0..<count {
        let weight = weights[index]
        self.weights[index] = weight
        products[index] = weight > 0 ? weight * values[index] : 0
      }
      fitInsideByWeights(&fitted)
      fit(directPlaces, windows: directWindows, isWeighted: true, into: &fitted)
      let hasGaps = directPlaces.contains { fitted[Int($0)].isNaN }
      if hasGaps || inside.contains(where: { fitted[$0].isNaN }) {
        fillFromNearest(&fitted, at: jump > 1 ? directPlaces.map { Int($0) } : Array(0..<count))
      }
    } else {
      for index in 0..<count { products[index] = values[index] }
      fitInside(&fitted)
      fit(directPlaces, windows: directWindows, isWeighted: false, into: &fitted)
    }
    if jump > 1 { interpolate(&fitted) }
  }

  private func fit(
    _ places: [UInt32], windows: [UInt32], isWeighted: Bool, into fitted: inout [Double]
  ) {
    fitted.withUnsafeMutableBufferPointer { fitted in
      weights.withUnsafeBufferPointer { weights in
        saba_loess(
          products, isWeighted ? weights.baseAddress : nil, count, window, Int32(degree), places,
          windows, places.count, fitted.baseAddress)
      }
    }
  }

  /// Without weights every window inside has the same kernel; two stretches are taken at once.
  private mutating func fitInside(_ fitted: inout [Double]) {
    let inside = inside
    if inside.isEmpty { return }
    var sums = plain ?? KernelSums([.init(values: plainKernel)], count: inside.count)
    plain = nil
    let length = sums.stretchLength
    var start = inside.lowerBound
    while start < inside.upperBound {
      sums.sum(products.span, from: start, products.span, from: start + length)
      for place in 0..<min(2 * length, inside.upperBound - start) {
        fitted[start + place] = sums.sums[place]
      }
      start += 2 * length
    }
    plain = sums
  }

  private mutating func fitInsideByWeights(_ fitted: inout [Double]) {
    let inside = inside
    if inside.isEmpty { return }
    var sums =
      weighted
      ?? KernelSums(
        (0...(2 * degree)).map { .init(values: kernel($0), isOdd: $0 % 2 == 1) },
        count: inside.count)
    weighted = nil
    if scaled.isEmpty { scaled = products }
    let least = 0.001 * Double(count - 1) / Double(window / 2)
    // Both series go through one transform, so that each gets a share of the other's rounding: the
    // products are brought to the size of the weights.
    let scale = binaryUnit(of: products)
    for index in 0..<count { scaled[index] = products[index] / scale }
    let length = sums.stretchLength
    var start = inside.lowerBound
    while start < inside.upperBound {
      sums.sum(weights.span, from: start, scaled.span, from: start)
      let found = fitted.withUnsafeMutableBufferPointer { fitted in
        doubtful.withUnsafeMutableBufferPointer { doubtful in
          saba_loess_from_sums(
            sums.sums, length, min(length, inside.upperBound - start), Int32(degree), full, least,
            scale, UInt32(start), fitted.baseAddress, doubtful.baseAddress)
        }
      }
      if found > 0 {
        let places = Array(doubtful[..<found])
        fit(places, windows: places, isWeighted: true, into: &fitted)
      }
      start += length
    }
    weighted = sums
  }

  /// The tricube weights times x to a power, by distance from 0 on; x in radii.
  private func kernel(_ power: Int) -> [Double] {
    let radius = Double(window / 2)
    return (0...Int(0.999 * radius)).map { distance in
      let x = Double(distance) / radius
      let rest = 1 - x * x * x
      let weight = x <= 0.001 ? 1 : rest * rest * rest
      return (0..<power).reduce(weight) { product, _ in product * x }
    }
  }

  /// The weights that values of a whole window have in its fitted value.
  private var plainKernel: [Double] {
    let weights = kernel(0)
    let total = 2 * weights.reduce(0, +) - weights[0]
    guard degree == 2 else { return weights.map { $0 / total } }
    let squares = kernel(2)
    let variance = 2 * squares.reduce(0, +) / total
    let spread = 2 * kernel(4).reduce(0, +) / total - variance * variance
    // The line's part is even in x and adds nothing; the parabola x² − variance has −variance at 0.
    return zip(weights, squares).map { weight, square in
      (weight - variance * (square - variance * weight) / spread) / total
    }
  }

  /// Lines between the places that were fitted.
  private func interpolate(_ fitted: inout [Double]) {
    for (left, right) in zip(directPlaces, directPlaces.dropFirst()) {
      let (left, right) = (Int(left), Int(right))
      let slope = (fitted[right] - fitted[left]) / Double(right - left)
      for place in (left + 1)..<max(right, left + 1) {
        fitted[place] = fitted[left] + slope * Double(place - left)
      }
    }
  }
}
