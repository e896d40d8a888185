internal import SabaNumerics

/// How a row was looked at: all that is needed to tell what was expected of it.
struct RowView: Sendable, Hashable {
  /// In seconds since the epoch.
  var time: Int
  /// The state that the host seemed to be in.
  var component: Int
  /// By whose level and spread it was judged.
  var view: DensityReader.View
  /// How the host had drifted; nil where it had not.
  var change: DriftChange?
}

extension DensityReader {
  /// The blame of every metric of a row of the block that was read last.
  ///
  /// A metric's blame is its own share of both energies, the other metrics integrated out: the squared
  /// distance of its value from the level, and of its movement from what those before it let expect,
  /// each in units of its variance. Missing metrics have none.
  ///
  /// - Parameters:
  ///   - block: Holds the row's features; its energies were read last.
  ///   - row: Which row.
  ///   - view: How the row was judged.
  ///   - time: In seconds since the epoch.
  ///   - blame: Receives the blame, `[d]`, in the model's order.
  /// - Returns: What tells the figures of the row.
  /// - Complexity: O(k·d) for k components of a complete row.
  func blame(
    of block: borrowing FeatureBlock, row: Int, view: View, at time: Int,
    into blame: inout [Double]
  ) -> RowView {
    let d = density.dimension
    let change = block.changes[row]
    let start = row * block.levelCount
    for j in 0..<d {
      let value = block.level[start + j]
      blame[j] = change?.seen(value, metric: j, view: view) ?? value
    }
    let component = nearestComponent(to: blame)
    let isComplete = block.isComplete[row]
    for j in 0..<d {
      if blame[j].isNaN {
        blame[j] = 0
        continue
      }
      let away = blame[j] - density.level.means[component, j]
      let moved = isComplete ? residuals[row * d + j] : residual(of: block, row: row, metric: j)
      blame[j] =
        away * away / density.levelVariances[j] + moved * moved / density.transition.variances[j]
    }
    return RowView(time: time, component: component, view: view, change: change)
  }

  /// What those of the samples before that are there did not let expect of a metric.
  private func residual(of block: borrowing FeatureBlock, row: Int, metric: Int) -> Double {
    let start = row * block.dynamicsCount
    let pastCount = density.past.dimension
    var expected = density.transition.intercepts[metric]
    for i in 0..<pastCount where !block.dynamics[start + i].isNaN {
      expected += density.transition.weights[metric, i] * block.dynamics[start + i]
    }
    return block.dynamics[start + pastCount + metric] - expected
  }

  /// The state that a host seems to be in: the component nearest to its metrics, all having one
  /// covariance.
  ///
  /// Not one of those that come now and then: what is wrong is told by how the role usually is.
  private func nearestComponent(to sample: [Double]) -> Int {
    let level = density.level
    var nearest = 0
    var least = Double.infinity
    for component in 0..<level.componentCount where density.isUsual(component) {
      var distance = 0.0
      for j in 0..<density.dimension where !sample[j].isNaN {
        let away = sample[j] - level.means[component, j]
        distance += away * away
      }
      if distance < least {
        least = distance
        nearest = component
      }
    }
    return nearest
  }
}

extension RoleDensity {
  /// The metrics in order of their shares of the blame, the largest first, equal ones by name.
  ///
  /// By insertion: fast for a few dozen, of which most have next to no share.
  ///
  /// - Complexity: O(d²).
  func ranked(by shares: [Double]) -> [Int] {
    var ranked = metricsByName
    var order = ranked.mutableSpan
    let shares = shares.span
    for last in order.indices.dropFirst() {
      let metric = order[last]
      var place = last
      while place > 0, shares[order[place - 1]] < shares[metric] {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = metric
    }
    return ranked
  }

  /// What was expected of some metrics in a row, beside what they showed.
  ///
  /// - Parameters:
  ///   - ranked: Which metrics, in the order wanted.
  ///   - values: What all metrics showed, in their own units.
  ///   - view: How the row was looked at.
  ///   - shares: All metrics' shares of the blame.
  ///   - offsets: The host's, `[d]`.
  ///   - jobs: The host's.
  /// - Returns: One contribution for each metric wanted.
  func contributions(
    of ranked: some Collection<Int>, values: ArraySlice<Double>, seenBy view: RowView,
    shares: [Double], offsets: [Double], jobs: HostJobs? = nil
  ) -> [Verdict.Contribution] {
    let second = scaling.secondOfDay(at: view.time)
    let parts =
      jobs.flatMap { $0.isUnsettled(at: view.time) ? nil : $0.parts(at: view.time) } ?? []
    let change = view.view == .role ? nil : view.change
    let shift = change?.shift
    let growth = view.view == .widened ? change?.growth : nil
    var result: [Verdict.Contribution] = []
    result.reserveCapacity(ranked.count)
    for metric in ranked {
      let part = parts.first { $0.metric == metric }
      let widening =
        (growth?[metric] ?? 1) * (part?.growth(overScale: scaling.scales[metric]) ?? 1)
      let half = bandHalfWidths[metric] * widening
      let mean = level.means[view.component, metric] * widening + (shift?[metric] ?? 0)
      let centre =
        scaling.centre(ofMetric: metric, atSecondOfDay: second) + (part?.level ?? 0)
      let offset = offsets[metric]
      let value = values[values.startIndex + metric]
      result.append(
        .init(
          metric: metrics[metric], value: value.isFinite ? value : .nan,
          expected: scaling.value(mean, metric: metric, centre: centre, offset: offset),
          low: scaling.value(mean - half, metric: metric, centre: centre, offset: offset),
          high: scaling.value(mean + half, metric: metric, centre: centre, offset: offset),
          share: shares[metric]))
    }
    return result
  }
}
