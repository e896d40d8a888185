/// What is wrong with a metric itself, whatever its value says of the host.
public struct MetricFault: Sendable, Hashable {
  /// The kinds of fault.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The host gives its other metrics, but no longer this one.
    case vanished
    /// It keeps giving the very same value.
    case stoodStill
  }

  /// The metric's name.
  public var metric: String
  /// What is wrong.
  public var kind: Kind
  /// When it was seen last, or when it was first seen to have the value that it still has: the
  /// beginning of that interval, in seconds since the epoch.
  public var since: Int
}

extension MetricFault {
  /// What is wrong, in one plain sentence without a full stop.
  ///
  /// - Parameter value: What the metric shows; NaN where it is missing.
  /// - Returns: Such as "memory.used has not been seen since 2026-01-19T10:35:00Z".
  func sentence(value: Double) -> String {
    switch kind {
    case .vanished: "\(metric) has not been seen since \(Timestamp.text(since))"
    case .stoodStill:
      "\(metric) has stood still at \(MetricUnit(metric: metric).text(value)) since "
        + Timestamp.text(since)
    }
  }
}

extension Verdict {
  /// Marks the contributions of metrics at fault, and says of these what is wrong.
  ///
  /// - Parameters:
  ///   - faults: At least one.
  ///   - areToBlame: Whether nothing else is unusual: then these metrics share the blame evenly.
  mutating func take(_ faults: [MetricFault], areToBlame: Bool) {
    self.faults = faults
    var sentences: [String] = []
    for index in contributions.indices {
      if areToBlame { contributions[index].share = 0 }
      guard let fault = faults.first(where: { $0.metric == contributions[index].metric }) else {
        continue
      }
      contributions[index].fault = fault
      sentences.append(contributions[index].sentence)
      if areToBlame { contributions[index].share = 1 / Double(faults.count) }
    }
    if areToBlame {
      contributions =
        contributions.filter { $0.fault != nil } + contributions.filter { $0.fault == nil }
    }
    reason = ([reason].compactMap(\.self) + sentences).joined(separator: "; ")
  }
}
