/// PATE straight from its definition: one buffer pair, one threshold, one row after the other.
enum NaivePATE {
  static func area(_ labels: [Bool], _ scores: [Double], early: Int, delay: Int) -> Double {
    mean(early, delay) { early, delay in
      var area = 0.0
      var last = (recall: 0.0, precision: 1.0)
      for threshold in thresholds(labels, scores) {
        let predicted = scores.map { $0 >= threshold }
        let (right, wrong, missed) = weights(labels, predicted, early: early, delay: delay)
        let point = (recall: right / (right + missed), precision: right / (right + wrong))
        // What recall falls back by from one threshold to the next is more than rounding.
        guard point.recall >= last.recall - 1e-13 else { continue }
        area += (point.recall - last.recall) * (point.precision + last.precision) / 2
        last = point
      }
      return area
    }
  }

  static func f1(_ labels: [Bool], _ predicted: [Bool], early: Int, delay: Int) -> Double {
    mean(early, delay) { early, delay in
      let (right, wrong, missed) = weights(labels, predicted, early: early, delay: delay)
      guard right > 0 else { return 0 }
      return 2 / ((right + wrong) / right + (right + missed) / right)
    }
  }

  private static func mean(_ early: Int, _ delay: Int, _ figure: (Int, Int) -> Double) -> Double {
    (figure(0, 0) + figure(0, delay) + figure(early, 0) + figure(early, delay)) / 4
  }

  /// The 250 percentiles of those distinct scores at, or just below, which labels are.
  private static func thresholds(_ labels: [Bool], _ scores: [Double]) -> [Double] {
    let levels = Set(scores).sorted()
    let hasLabels = levels.map { level in
      scores.indices.contains { scores[$0] == level && labels[$0] }
    }
    let kept = levels.indices.filter {
      $0 == 0 || $0 == levels.count - 1 || hasLabels[$0] || hasLabels[$0 - 1]
    }.map { levels[$0] }
    return (0..<250).map { j in
      // NumPy's linspace and percentile, operation by operation.
      let percentile = j == 249 ? 0 : Double(j) * (-100.0 / 249) + 100
      let position = Double(kept.count - 1) * (percentile / 100)
      let below = Int(position.rounded(.down))
      guard below < kept.count - 1 else { return kept[kept.count - 1] }
      let t = position - Double(below)
      let step = kept[below + 1] - kept[below]
      return t < 0.5 ? kept[below] + step * t : kept[below + 1] - step * (1 - t)
    }
  }

  private static func weights(
    _ labels: [Bool], _ predicted: [Bool], early: Int, delay: Int
  ) -> (right: Double, wrong: Double, missed: Double) {
    let n = labels.count
    let events = NaiveScores.events(labels)
    // The weight of each row that counts as right, if predicted.
    var weight = labels.map { $0 ? 1.0 : 0.0 }
    var lastBufferEnd = -1
    for (i, (s, e)) in events.enumerated() {
      let isHit = predicted[s...e].contains(true)
      func distance(_ x: Int) -> Double { Double((s...e).reduce(0) { $0 + abs(x - $1) }) }
      let bufferStart = max(0, s - early, lastBufferEnd + 1)
      if bufferStart < s && isHit {
        for x in bufferStart..<s { weight[x] = 1 - distance(x) / distance(bufferStart) }
      }
      let bufferEnd = min(e + delay, i + 1 < events.count ? events[i + 1].0 - 1 : n - 1)
      if bufferEnd > e {
        for x in e + 1...bufferEnd { weight[x] = 1 - distance(x) / distance(bufferEnd) }
      }
      lastBufferEnd = bufferEnd
    }
    var right = 0.0
    var wrong = 0.0
    for x in 0..<n where predicted[x] {
      right += weight[x]
      wrong += 1 - weight[x]
    }

    var missed = 0.0
    for (s, e) in events {
      guard let first = (s...e).first(where: { predicted[$0] }) else {
        missed += Double(e - s + 1)
        continue
      }
      let run = (first...e).prefix { predicted[$0] }.count
      let whole = Double((s...e).reduce(0) { $0 + e - $1 })
      for x in s...e where !predicted[x] {
        missed += x <= s + run ? 1 : 1 - Double((s...s + run).reduce(0) { $0 + x - $1 }) / whole
      }
    }
    return (right, wrong, missed)
  }
}
