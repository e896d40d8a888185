internal import Saba

/// How well blame names the metrics that were to blame: one term an event, pooled over a set.
///
/// For each event all metrics are ranked by their blame, highest first, and held against G, the set
/// of metrics that were really to blame. Metrics of equal blame rank with those outside G first,
/// then by column, so that a constant blame earns nothing by chance or by the order of columns;
/// blame that is not a number ranks below all other.
///
/// Sources: hit rate, Su et al. (2019), doi:10.1145/3292500.3330672; discounted cumulative gain,
/// Järvelin, Kekäläinen (2002), doi:10.1145/582415.582418, with relevance 1 in G and 0 outside.
public struct CulpritScore: Sendable, Hashable {
  /// The number of events that name their culprits.
  public private(set) var eventCount = 0
  private var hitRate100Sum = 0.0
  private var hitRate150Sum = 0.0
  private var firstCount = 0
  private var ndcg3Sum = 0.0
  private var ndcg5Sum = 0.0

  /// Makes the score of nothing, the neutral element of pooling.
  public init() {}

  /// Adds an event.
  ///
  /// - Parameters:
  ///   - blame: The blame of every metric, aggregated over the event; higher is more to blame.
  ///   - truth: The columns in G, in any order; an event without any is ignored.
  /// - Complexity: O(d log d) in the number of metrics.
  public mutating func add(blame: [Double], truth: [Int]) {
    precondition(truth.allSatisfy(blame.indices.contains), "culprits are columns of the blame")
    var isCulprit = [Bool](repeating: false, count: blame.count)
    for column in truth { isCulprit[column] = true }
    let culpritCount = isCulprit.count { $0 }
    guard culpritCount > 0 else { return }
    let ranked = blame.indices.sorted { a, b in
      if blame[a].isNaN != blame[b].isNaN { return blame[b].isNaN }
      if blame[a] > blame[b] { return true }
      if blame[a] < blame[b] { return false }
      if isCulprit[a] != isCulprit[b] { return isCulprit[b] }
      return a < b
    }
    let hits = ranked.map { isCulprit[$0] }

    func hitRate(_ count: Int) -> Double {
      Double(hits.prefix(count).count { $0 }) / Double(culpritCount)
    }
    func ndcg(_ count: Int) -> Double {
      let gain = zip(hits, Self.discounts).prefix(count).reduce(0) { $1.0 ? $0 + $1.1 : $0 }
      return gain / Self.discounts.prefix(min(count, culpritCount)).reduce(0, +)
    }
    eventCount += 1
    hitRate100Sum += hitRate(culpritCount)
    hitRate150Sum += hitRate(culpritCount * 3 / 2)
    firstCount += hits[0] ? 1 : 0
    ndcg3Sum += ndcg(3)
    ndcg5Sum += ndcg(5)
  }

  /// What a culprit at each of the first ranks is worth, 1 / log₂(rank + 1).
  private static let discounts = (1...5).map { logarithm(2) / logarithm(Double($0 + 1)) }

  /// HitRate@100 %: the mean share of G among the |G| metrics of highest blame; `nil` without
  /// events.
  public var hitRate100: Double? { mean(hitRate100Sum) }

  /// HitRate@150 %: the mean share of G among the ⌊1.5·|G|⌋ metrics of highest blame; `nil` without
  /// events.
  public var hitRate150: Double? { mean(hitRate150Sum) }

  /// The share of events whose most blamed metric is in G; `nil` without events.
  public var firstCulprit: Double? { mean(Double(firstCount)) }

  /// NDCG@3: the mean discounted gain of the first 3 metrics, over that of the best ranking; `nil`
  /// without events.
  public var ndcg3: Double? { mean(ndcg3Sum) }

  /// NDCG@5: the mean discounted gain of the first 5 metrics, over that of the best ranking; `nil`
  /// without events.
  public var ndcg5: Double? { mean(ndcg5Sum) }

  /// Pools two scores: their events count alike.
  public static func + (left: CulpritScore, right: CulpritScore) -> CulpritScore {
    var sum = left
    sum += right
    return sum
  }

  /// Pools another score into this one.
  public static func += (left: inout CulpritScore, right: CulpritScore) {
    left.eventCount += right.eventCount
    left.hitRate100Sum += right.hitRate100Sum
    left.hitRate150Sum += right.hitRate150Sum
    left.firstCount += right.firstCount
    left.ndcg3Sum += right.ndcg3Sum
    left.ndcg5Sum += right.ndcg5Sum
  }

  private func mean(_ sum: Double) -> Double? { eventCount == 0 ? nil : sum / Double(eventCount) }
}
