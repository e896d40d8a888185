// Affiliation metrics in closed form.
//
// Time is continuous here: a row t is the interval [t, t + 1). Each event J has a zone E, which
// reaches half way to its neighbours, or to the end of the series. With d the distance from a point
// to the nearest point of the other set, the integrands of the definition are
//
//   precision  1 − (|J| + d + min(d, m))/|E|   for predicted points outside J, 1 inside,
//   recall     1 − (d + min(d, m_y))/|E|       for points of J that are not predicted, 1 else,
//
// where m is the smaller margin of J in E, and m_y the distance of y to the nearer border of E. If
// the nearest predicted point to y lies at p, then towards p the border of E is farther than p, so
// that m_y counts only on the other side, where d + m_y = R, the distance from p to that border:
// d + min(d, m_y) = min(2d, R). All integrals are of min(x, limit), the difference of two `ramp`s.

/// Precision and recall by how near predictions and events are to one another, next to random ones.
///
/// The series is cut into one zone an event. In each, a point counts by the probability that a
/// random point of the zone would lie farther away: 1 inside, about one half for random
/// predictions. Precision averages the predictions of a zone, recall the points of its event; the
/// figures are the means over zones, precision over those in which anything is predicted.
///
/// Random predictions reach about 0.7 in F1, and little separates good from bad: read precision and
/// recall beside those of a random score.
///
/// Accuracy: agrees with the authors' implementation to 1e-12 (References/affiliation.py). Source:
/// Huet, Navarro, Rossi (2022), doi:10.1145/3534678.3539339.
public struct AffiliationScore: Sendable, Hashable {
  /// The mean over zones with predictions; `nil` where nothing is predicted or there is no event.
  public let precision: Double?
  /// The mean over all zones, 0 for those without predictions; `nil` without events.
  public let recall: Double?

  /// The harmonic mean of precision and recall, 0 where nothing is predicted; `nil` without events.
  public var f1: Double? {
    guard let recall else { return nil }
    guard let precision, precision + recall > 0 else { return 0 }
    return 2 * precision * recall / (precision + recall)
  }

  /// Scores one series' predictions.
  ///
  /// Events, and predictions, that overlap or touch are one. Predictions beyond the series are cut
  /// off, such as an alert still open at its end; events beyond it are the caller's mistake.
  ///
  /// - Parameters:
  ///   - predictions: The predicted rows, in order of their beginnings.
  ///   - events: First and last row of each event, in order of their beginnings.
  ///   - rowCount: The length of the series.
  /// - Complexity: O(predictions + events), whatever their lengths.
  public init(predictions: [Range<Int>], events: [ClosedRange<Int>], rowCount: Int) {
    precondition(rowCount >= 0, "a series has no fewer than 0 rows")
    precondition(
      events.allSatisfy { $0.lowerBound >= 0 && $0.upperBound < rowCount },
      "events lie within the series")
    let predicted = predictions.merged.map { $0.clamped(to: 0..<rowCount) }
      .filter { !$0.isEmpty }.map(Interval.init)
    let events = events.map { Range($0) }.merged.map(Interval.init)

    var precisions: [Double] = []
    var recalls: [Double] = []
    var next = 0
    for (i, event) in events.enumerated() {
      let zone = Zone(
        low: i == 0 ? 0 : (events[i - 1].high + event.low) / 2,
        high: i == events.count - 1 ? Double(rowCount) : (event.high + events[i + 1].low) / 2,
        event: event)
      var inside: [Interval] = []
      while next < predicted.count {
        let part = Interval(
          low: max(predicted[next].low, zone.low), high: min(predicted[next].high, zone.high))
        if part.length > 0 { inside.append(part) }
        // What goes on in the next zone will be looked at again there.
        if predicted[next].high > zone.high { break }
        next += 1
      }
      if let precision = zone.precision(of: inside) { precisions.append(precision) }
      recalls.append(zone.recall(from: inside))
    }
    precision = precisions.mean
    recall = recalls.mean
  }
}

/// A stretch of continuous time, in rows.
private struct Interval {
  let low: Double
  let high: Double
  var length: Double { high - low }

  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  init(_ rows: Range<Int>) {
    self.init(low: Double(rows.lowerBound), high: Double(rows.upperBound))
  }
}

/// The surroundings of one event, E, which hold all that is nearer to it than to other events.
private struct Zone {
  let low: Double
  let high: Double
  let event: Interval

  /// The precision of some predictions in the zone; `nil` if there are none.
  func precision(of predicted: [Interval]) -> Double? {
    guard !predicted.isEmpty else { return nil }
    let margin = min(event.low - low, high - event.high)
    var total = 0.0
    var loss = 0.0
    for part in predicted {
      total += part.length
      // The parts before and after the event, by their distances.
      for (near, far) in [
        (event.low - part.high, event.low - part.low),
        (part.low - event.high, part.high - event.high),
      ] where far > 0 {
        let near = max(near, 0)
        loss += event.length * (far - near) + (far - near) * (far + near) / 2
        loss += ramp(far, limit: margin) - ramp(near, limit: margin)
      }
    }
    return 1 - loss / (high - low) / total
  }

  /// The recall of the event by some predictions in the zone, in order.
  func recall(from predicted: [Interval]) -> Double {
    guard let first = predicted.first, let last = predicted.last else { return 0 }
    var loss = lossBefore(first.low, from: event.low)
    for (left, right) in zip(predicted, predicted.dropFirst()) {
      let middle = (left.high + right.low) / 2
      loss += lossAfter(left.high, to: middle) + lossBefore(right.low, from: middle)
    }
    loss += lossAfter(last.high, to: event.high)
    return 1 - loss / (high - low) / event.length
  }

  /// The loss of those points of the event which lie between a prediction's end and a bound.
  private func lossAfter(_ end: Double, to bound: Double) -> Double {
    let near = max(event.low - end, 0)
    let far = min(event.high, bound) - end
    guard far > near else { return 0 }
    let limit = (high - end) / 2
    return 2 * (ramp(far, limit: limit) - ramp(near, limit: limit))
  }

  /// The loss of those points of the event which lie between a bound and a prediction's start.
  private func lossBefore(_ start: Double, from bound: Double) -> Double {
    let near = max(start - event.high, 0)
    let far = start - max(event.low, bound)
    guard far > near else { return 0 }
    let limit = (start - low) / 2
    return 2 * (ramp(far, limit: limit) - ramp(near, limit: limit))
  }
}

/// The integral of min(x, limit) from 0 to a bound.
private func ramp(_ bound: Double, limit: Double) -> Double {
  bound <= limit ? bound * bound / 2 : limit * (bound - limit / 2)
}
