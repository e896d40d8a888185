internal import SabaNumerics

extension MetricLogarithm {
  /// By what factor the levels of a role's hosts differ at least for their sizes to tell the scale.
  private static let smallestFactor = 1.2
  /// The unit, as a share of the lowest host's level: far enough below all values for nothing but
  /// factors to count.
  private static let unitShare = 1e-3

  /// The scale of a metric that is in proportion to the size of a host.
  ///
  /// A host twice as large has twice the requests by night and by day. On a scale of factors it differs
  /// from the others by one offset; on any other it also swings twice as far. So that scale is taken on
  /// which hosts of different level scatter most alike. nil where hosts do not tell, or scatter more alike
  /// on the usual scale.
  ///
  /// - Parameters:
  ///   - hosts: The metric's values, host by host.
  ///   - usual: The scale that is taken otherwise; nil for that of the values themselves.
  ///   - leastCount: Hosts with fewer values tell nothing.
  /// - Complexity: O(n) for n values.
  init?(ofHostsOfDifferentSize hosts: [[Double]], insteadOf usual: Self?, leastCount: Int) {
    let hosts = hosts.filter { $0.count >= max(leastCount, 1) }
    guard hosts.count > 1, hosts.allSatisfy({ $0.allSatisfy { $0 > 0 } }) else { return nil }
    let levels = hosts.compactMap { median($0[...]) }
    guard
      let low = levels.min(), let high = levels.max(), high.isFinite,
      high >= Self.smallestFactor * low, low * Self.unitShare > 0
    else { return nil }
    let factors = MetricLogarithm(unit: low * Self.unitShare)
    /// How differently hosts scatter on a scale.
    func difference(_ scale: (Double) -> Double) -> Double {
      Self.deviation(hosts.map { logarithm(Self.deviation($0.map(scale))) })
    }
    guard difference(factors.scaled) < difference({ usual?.scaled($0) ?? $0 }) else { return nil }
    self = factors
  }

  private static func deviation(_ values: [Double]) -> Double {
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1 / count }
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }.squareRoot()
  }
}
