/// Which metrics are to blame for a score: over the span that the score looks back over.
///
/// A score that is high because of what was a few minutes ago blames what was unusual then, not what
/// happens to deviate most by now.
struct TrailingBlame: Sendable, Hashable {
  private var times: [Int] = []
  /// Of each sample every metric's contribution, the share being its blame.
  private var samples: [[Verdict.Contribution]] = []

  /// Adds a sample's blame.
  ///
  /// - Parameters:
  ///   - blame: Every metric's, in the model's order.
  ///   - time: In seconds, later than any before.
  mutating func add(_ blame: [Verdict.Contribution], at time: Int) {
    let expired = times.prefix { $0 <= time - TrailingEnergies.span }.count
    times.removeFirst(expired)
    samples.removeFirst(expired)
    times.append(time)
    samples.append(blame)
  }

  /// The last sample's figures with each metric's share of the blame over the span, the most to blame
  /// first.
  var contributions: [Verdict.Contribution] {
    guard var result = samples.last else { return [] }
    var total = 0.0
    for j in result.indices {
      result[j].share = samples.reduce(0) { $0 + $1[j].share }
      total += result[j].share
    }
    for j in result.indices { result[j].share = total > 0 ? result[j].share / total : 0 }
    return result.sorted { ($0.share, $1.metric) > ($1.share, $0.metric) }
  }

  /// What was unusual over the span, in plain words: the metric that is most to blame is described by
  /// the sample that lay furthest outside of its band.
  func sentence(by model: RoleModel) -> String? {
    var ranked = contributions
    guard let culprit = ranked.first?.metric else { return nil }
    var worst = (time: 0, distance: -Double.infinity)
    for (time, sample) in zip(times, samples) {
      guard let shown = sample.first(where: { $0.metric == culprit }),
        shown.distanceOutsideBand > worst.distance
      else { continue }
      worst = (time, shown.distanceOutsideBand)
      ranked[0] = shown
    }
    return model.sentence(about: ranked, at: worst.time)
  }
}
