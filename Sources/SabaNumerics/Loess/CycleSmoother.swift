internal import CSabaKernels

/// Local regression of a season's subseries: each point of the cycle from one cycle to the next.
///
/// All subseries of one length have the same windows, so that lanes hold neighbouring points of the
/// cycle. Each is fitted one cycle beyond either end too. The rules are those of ``LoessSmoother``.
public struct CycleSmoother: Sendable {
  /// Past the last point, so that kernels may read whole groups of lanes.
  private static let padding = 8

  private let count: Int
  private let period: Int
  private let window: Int
  private let degree: Int
  private let jump: Int
  private var products: [Double]
  private var weights: [Double]
  private var scratch: [Double]
  /// Where all windows hold all cycles, of many, with weights next to 1.
  private var flat: FlatWindows?

  /// Prepares to smooth series of one length.
  ///
  /// - Parameters:
  ///   - count: The number of points, at least two cycles.
  ///   - period: The points of a cycle, at least 2.
  ///   - window: The cycles of a window, odd and at least 3.
  ///   - degree: Of the polynomials: 0, 1 or 2.
  ///   - jump: Only every so many cycles are fitted, the last and those beyond.
  public init(count: Int, period: Int, window: Int, degree: Int, jump: Int = 1) {
    precondition(period >= 2 && count >= 2 * period, "at least two cycles of at least two points")
    precondition(window >= 3 && window % 2 == 1, "windows are odd and at least 3")
    precondition((0...2).contains(degree) && jump >= 1, "degree 0, 1 or 2, jump at least 1")
    self.count = count
    self.period = period
    self.window = window
    self.degree = degree
    self.jump = jump
    products = [Double](repeating: 0, count: count + Self.padding)
    weights = products
    scratch = [Double](repeating: 0, count: 2 * (count / period + 1))
    flat =
      degree == 0 && jump == 1 ? FlatWindows(count: count, period: period, window: window) : nil
  }

  /// The number of points and the two cycles beyond the ends.
  public var fittedCount: Int { count + 2 * period }

  /// Smooths the subseries of a series.
  ///
  /// - Parameters:
  ///   - values: Finite; whatever has weight 0 does not matter.
  ///   - weights: Between 0 and 1, one a value and not all 0; nil where all are 1.
  ///   - fitted: ``fittedCount`` values, the first a cycle before the first point. A window without weight
  ///     takes the nearest fitted value of its subseries, a subseries without any what lies
  ///     between its neighbours, around the cycle.
  /// - Complexity: O(n·min(window, cycles)), O(n log n) where constants are fitted to many cycles in
  ///   windows of five times as many; no allocation unless a window has no weight.
  public mutating func smooth(
    _ values: [Double], weights: [Double]?, into fitted: inout [Double]
  ) {
    precondition(values.count == count && fitted.count == fittedCount, "as many as prepared for")
    if let weights {
      for index in 0..<count {
        let weight = weights[index]
        self.weights[index] = weight
        products[index] = weight > 0 ? weight * values[index] : 0
      }
    } else {
      for index in 0..<count { products[index] = values[index] }
    }
    // The first subseries have a cycle more where the last cycle is not whole.
    let rest = count % period
    if rest > 0 {
      smooth(phases: 0..<rest, cycles: count / period + 1, isWeighted: weights != nil, &fitted)
    }
    smooth(phases: rest..<period, cycles: count / period, isWeighted: weights != nil, &fitted)
    if weights != nil && fitted.contains(where: \.isNaN) { fillEmptySlots(&fitted) }
  }

  private mutating func smooth(
    phases: Range<Int>, cycles: Int, isWeighted: Bool, _ fitted: inout [Double]
  ) {
    if flat != nil {
      for phase in phases {
        flat?.smooth(
          products, weights: isWeighted ? weights : nil, phase: phase, cycles: cycles,
          into: &fitted)
      }
      return
    }
    let step = max(1, min(jump, cycles - 1))
    var anchors = Array(stride(from: 0, to: cycles, by: step))
    for anchor in [-1] + anchors + [cycles] {
      fit(phases, cycles: cycles, at: anchor, window: anchor, isWeighted: isWeighted, &fitted)
    }
    if let last = anchors.last, last != cycles - 1 {
      fit(phases, cycles: cycles, at: cycles - 1, window: last, isWeighted: isWeighted, &fitted)
      anchors.append(cycles - 1)
    }
    if isWeighted {
      let rows = [0] + anchors.map { $0 + 1 } + [cycles + 1]
      for phase in phases where rows.contains(where: { fitted[$0 * period + phase].isNaN }) {
        fillFromNearest(&fitted, at: rows.map { $0 * period + phase })
      }
    }
    for (left, right) in zip(anchors, anchors.dropFirst()) where right > left + 1 {
      for cycle in (left + 1)..<right {
        let share = Double(cycle - left) / Double(right - left)
        for phase in phases {
          let from = fitted[(left + 1) * period + phase]
          let to = fitted[(right + 1) * period + phase]
          fitted[(cycle + 1) * period + phase] = from + share * (to - from)
        }
      }
    }
  }

  private mutating func fit(
    _ phases: Range<Int>, cycles: Int, at cycle: Int, window place: Int, isWeighted: Bool,
    _ fitted: inout [Double]
  ) {
    let first = phases.lowerBound
    fitted.withUnsafeMutableBufferPointer { fitted in
      products.withUnsafeBufferPointer { products in
        weights.withUnsafeBufferPointer { weights in
          scratch.withUnsafeMutableBufferPointer { scratch in
            guard
              let fitted = fitted.baseAddress, let products = products.baseAddress,
              let weights = weights.baseAddress
            else { return }
            saba_loess_side_by_side(
              products + first, isWeighted ? weights + first : nil, period, phases.count, cycles,
              window, Int32(degree), cycle, place, scratch.baseAddress,
              fitted + (cycle + 1) * period + first)
          }
        }
      }
    }
  }

  /// Interpolates subseries without any weight around the cycle, cycle by cycle.
  private func fillEmptySlots(_ fitted: inout [Double]) {
    let seen = (0..<period).filter { !fitted[$0].isNaN }
    guard let first = seen.first else { return }
    for (index, slot) in seen.enumerated() {
      let next = index + 1 < seen.count ? seen[index + 1] : first + period
      for between in (slot + 1)..<max(next, slot + 1) {
        let share = Double(between - slot) / Double(next - slot)
        let phase = between % period
        for place in stride(from: phase, to: fitted.count, by: period) {
          // A neighbour that is a cycle shorter keeps its last value.
          let row = place - phase
          let from = fitted[row + slot < fitted.count ? row + slot : row + slot - period]
          let right = row + next % period
          let to = fitted[right < fitted.count ? right : right - period]
          fitted[place] = from + share * (to - from)
        }
      }
    }
  }
}
