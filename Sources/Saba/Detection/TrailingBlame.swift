/// Which metrics are to blame for a score: over the span that the score looks back over.
///
/// A score that is high because of what was a few minutes ago blames what was unusual then, not what
/// happens to deviate most by now.
struct TrailingBlame: Sendable, Hashable {
  private var views: [RowView] = []
  /// Of each sample every metric's value and blame, `[samples × d]`.
  private var values: [Double] = []
  private var blame: [Double] = []

  /// The memory of all arrays, and of drift that is no longer the host's present one.
  var byteCount: Int {
    var count = views.byteCount + values.byteCount + blame.byteCount
    // Samples share a change until the next one.
    for index in views.indices.dropFirst() where views[index].change != views[index - 1].change {
      count += views[index - 1].change?.byteCount ?? 0
    }
    return count
  }

  /// Adds a sample's blame.
  ///
  /// - Parameters:
  ///   - blame: Every metric's, in the model's order.
  ///   - values: The sample in the metrics' units; what is not finite is missing.
  ///   - view: How it was looked at, at a time later than any before.
  mutating func add(_ blame: [Double], values: [Double], seenBy view: RowView) {
    let expired = views.prefix { $0.time <= view.time - TrailingEnergies.span }.count
    views.removeFirst(expired)
    self.values.removeFirst(expired * values.count)
    self.blame.removeFirst(expired * blame.count)
    views.append(view)
    self.values += values
    self.blame += blame
  }

  /// The last sample's figures with each metric's share of the blame over the span, the most to blame
  /// first.
  ///
  /// - Parameters:
  ///   - density: By which samples were judged.
  ///   - offsets: The host's, `[d]`.
  ///   - jobs: The host's.
  /// - Returns: One contribution a metric; none where there was no sample.
  func contributions(
    by density: RoleDensity, offsets: [Double], jobs: HostJobs? = nil
  ) -> [Verdict.Contribution] {
    guard let view = views.last else { return [] }
    let d = density.dimension
    let shares = shares(metricCount: d)
    return density.contributions(
      of: density.ranked(by: shares), values: values.suffix(d), seenBy: view, shares: shares,
      offsets: offsets, jobs: jobs)
  }

  /// Each metric's share of the blame over the span, `[d]`.
  private func shares(metricCount d: Int) -> [Double] {
    var shares = [Double](repeating: 0, count: d)
    for start in stride(from: 0, to: blame.count, by: d) {
      for j in 0..<d { shares[j] += blame[start + j] }
    }
    let total = shares.reduce(0, +)
    for j in 0..<d { shares[j] = total > 0 ? shares[j] / total : 0 }
    return shares
  }

  /// What was unusual over the span, in plain words: the metric that is most to blame is described by
  /// the sample that lay furthest outside of its band.
  ///
  /// - Parameters:
  ///   - contributions: As ``contributions(by:offsets:jobs:)`` has them.
  ///   - model: The model that judged.
  ///   - offsets: The host's, `[d]`.
  ///   - jobs: The host's.
  /// - Returns: The sentence; nil where there was no sample.
  func sentence(
    about contributions: [Verdict.Contribution], by model: RoleModel, offsets: [Double],
    jobs: HostJobs? = nil
  ) -> String? {
    var ranked = contributions
    guard let culprit = ranked.first?.metric,
      let metric = model.metrics.firstIndex(of: culprit)
    else { return nil }
    let d = model.metrics.count
    let shares = shares(metricCount: d)
    var worst = (time: 0, distance: -Double.infinity)
    for (row, view) in views.enumerated() {
      let shown = model.density.contributions(
        of: CollectionOfOne(metric), values: values[row * d..<(row + 1) * d], seenBy: view,
        shares: shares, offsets: offsets, jobs: jobs)[0]
      guard shown.distanceOutsideBand > worst.distance else { continue }
      worst = (view.time, shown.distanceOutsideBand)
      ranked[0] = shown
    }
    return model.sentence(about: ranked, at: worst.time)
  }
}

extension TrailingBlame {
  func write(to writer: inout StateWriter) {
    writer.write(views.count)
    var last: DriftChange?
    for view in views {
      writer.write(view.time)
      writer.write(view.component)
      writer.write(view.view.rawValue)
      // Samples share a change until the next one.
      writer.write(view.change == last)
      if view.change != last { writer.write(view.change) { $0.write(to: &$1) } }
      last = view.change
    }
    writer.write(values)
    writer.write(blame)
  }

  /// Puts back what was written.
  ///
  /// - Parameters:
  ///   - reader: Gives it.
  ///   - metricCount: The number of metrics.
  ///   - componentCount: The number of the density's components.
  /// - Throws: Where it cannot be what was written.
  mutating func restore(
    from reader: inout StateReader, metricCount: Int, componentCount: Int
  ) throws(StateError) {
    views = []
    var last: DriftChange?
    for _ in 0..<(try reader.count()) {
      let time = try reader.integer()
      let component = try reader.integer(in: 0..<componentCount)
      guard let view = DensityReader.View(rawValue: try reader.integer()) else {
        throw .damaged
      }
      if !(try reader.bool()) {
        last = try reader.optional { (reader) throws(StateError) in
          try DriftChange(from: &reader, metricCount: metricCount)
        }
      }
      views.append(RowView(time: time, component: component, view: view, change: last))
    }
    values = try reader.doubles()
    blame = try reader.doubles()
    guard values.count == views.count * metricCount, blame.count == values.count else {
      throw .damaged
    }
  }
}
