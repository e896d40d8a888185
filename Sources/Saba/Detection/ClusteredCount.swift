internal import SabaNumerics

/// A count of cases that come in clusters: how many are to be expected.
///
/// Unusual rows follow on each other, and hosts of a role have their bad days together, so that N cases
/// tell less than a Poisson distribution takes them to. Days are taken as independent: the variance of
/// their counts over the mean, φ, but at least the length of a run, says that N cases tell as much as
/// N/φ independent ones. Of these the interval is Byar's, with Student's quantile since φ comes from
/// few days.
///
/// Source: Wedderburn (1974), doi:10.1093/biomet/61.3.439 (variance φ times the mean); Breslow, Day
/// (1987), Statistical Methods in Cancer Research II, page 69 (Byar's interval).
struct ClusteredCount: Sendable, Hashable {
  let count: Int
  /// φ: how many times the variance of independent cases theirs is.
  let dispersion: Double
  private let dayCount: Int

  /// Counts cases.
  ///
  /// - Parameters:
  ///   - days: Of each day how many cases there were, and how many rows or other chances of one.
  ///   - leastDispersion: The usual length of a run of cases, at least 1.
  init(days: [(count: Int, exposure: Double)], leastDispersion: Double = 1) {
    count = days.reduce(0) { $0 + $1.count }
    dayCount = days.count
    guard count > 0, dayCount > 1 else {
      dispersion = leastDispersion
      return
    }
    let rate = Double(count) / days.reduce(0) { $0 + $1.exposure }
    var squares = 0.0
    for day in days {
      let away = Double(day.count) - rate * day.exposure
      squares += away * away
    }
    let variance = squares * Double(dayCount) / Double(dayCount - 1)
    dispersion = max(leastDispersion, variance / Double(count))
  }

  /// The interval of the expected count; nil with fewer than two days.
  func interval(confidence: Double) -> ClosedRange<Double>? {
    guard dayCount > 1 else { return nil }
    let deviations = studentQuantile(
      tail: 0.5 * (1 - confidence), degreesOfFreedom: Double(dayCount - 1))
    // The cube root of a Gamma variable is nearly normal.
    func bound(_ count: Double, _ deviations: Double) -> Double {
      guard count > 0 else { return 0 }
      let root = 1 - 1 / (9 * count) + deviations / (3 * count.squareRoot())
      return count * max(0, root) * root * root
    }
    let independent = Double(count) / dispersion
    let low = bound(independent, -deviations)
    let high = bound(independent + 1, deviations)
    return dispersion * low...dispersion * high
  }
}
