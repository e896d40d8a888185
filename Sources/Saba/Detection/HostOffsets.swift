internal import SabaNumerics

/// By how much the hosts of a role differ from it for good, in units of the metrics' scales.
///
/// A role's hosts do the same job, but not at quite the same level: one has a larger cache, one a slower
/// disk. What a host has shown is judged about its own level; how hosts scatter about the role's tells
/// what to expect of one that the history did not hold.
///
/// The levels are those of a one-way random-effects model: host h's offset is its mean times B/(B + 1/D)
/// for D days of history, a day counting as one independent observation, and B the variance between
/// hosts in units of that within. One host alone has no offset, nor have hosts that differ no more than
/// their days do.
///
/// Source: Searle, Casella, McCulloch (1992), Variance Components, chapters 3 and 7,
/// doi:10.1002/9780470316856.
struct HostOffsets: Sendable, Hashable {
  /// The offsets of each host of the history, `[d]`.
  let known: [String: [Double]]
  /// The variance between hosts, B, of each metric, `[d]`.
  let variances: [Double]

  init(known: [String: [Double]], variances: [Double]) {
    self.known = known
    self.variances = variances
  }

  /// Learns how hosts differ.
  ///
  /// - Parameters:
  ///   - names: The hosts.
  ///   - metrics: Of each metric the deviation of each host's mean from the role's, `[d][hosts]`, in
  ///     units of the deviation within hosts.
  ///   - days: The length of each host's history, in days; 0 for a host that taught nothing.
  init(names: [String], deviations metrics: [[Double]], days: [Double]) {
    var known = [String: [Double]](minimumCapacity: names.count)
    for (name, days) in zip(names, days) where days > 0 { known[name] = [] }
    var variances: [Double] = []
    for deviations in metrics {
      let variance = Self.varianceBetween(deviations, days: days)
      variances.append(variance)
      for (host, name) in names.enumerated() where days[host] > 0 {
        known[name]?.append(deviations[host] * variance / (variance + 1 / days[host]))
      }
    }
    self.init(known: known, variances: variances)
  }

  /// The variance between hosts by the analysis of variance, at least 0.
  private static func varianceBetween(_ deviations: [Double], days: [Double]) -> Double {
    let hostCount = days.count { $0 > 0 }
    if hostCount < 2 { return 0 }
    var total = 0.0
    var squares = 0.0
    var between = 0.0
    for (deviation, days) in zip(deviations, days) {
      total += days
      squares += days * days
      between += days * deviation * deviation
    }
    return max(0, (between - Double(hostCount - 1)) / (total - squares / total))
  }

  /// The offsets of a host, `[d]`; 0 for one that the history did not hold.
  func offsets(of host: String) -> [Double] {
    known[host] ?? [Double](repeating: 0, count: variances.count)
  }

  /// What learns the level of a host while it is judged; nil for a host of the history.
  ///
  /// Few hosts tell little of how hosts differ. The variance of one more about the mean of k, itself in
  /// doubt, is taken as (1 + 1/k)·(k + 1)/(k − 1) times that of the k.
  func adaptation(of host: String, interval: Int) -> HostAdaptation? {
    if known[host] != nil { return nil }
    let k = Double(max(2, known.count))
    let doubt = (1 + 1 / k) * (k + 1) / (k - 1)
    return HostAdaptation(variances: variances.map { doubt * $0 }, interval: interval)
  }
}
