/// The figures straight from their definitions: one threshold after the other over all rows.
enum NaiveScores {
  static func averagePrecision(_ labels: [Bool], _ scores: [Double]) -> Double {
    let positives = Double(labels.count { $0 })
    var area = 0.0
    var lastRecall = 0.0
    for threshold in Set(scores).sorted(by: >) {
      let predicted = labels.indices.filter { scores[$0] >= threshold }
      let hits = Double(predicted.count { labels[$0] })
      area += (hits / positives - lastRecall) * hits / Double(predicted.count)
      lastRecall = hits / positives
    }
    return area
  }

  static func rocArea(_ labels: [Bool], _ scores: [Double]) -> Double {
    var wins = 0.0
    var pairs = 0.0
    for i in labels.indices where labels[i] {
      for j in labels.indices where !labels[j] {
        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
        pairs += 1
      }
    }
    return wins / pairs
  }

  static func precisionRecallCurve(
    _ labels: [Bool], _ scores: [Double]
  ) -> [(recall: Double, precision: Double)] {
    Set(scores).sorted(by: >).map { threshold in
      let predicted = labels.indices.filter { scores[$0] >= threshold }
      let hits = Double(predicted.count { labels[$0] })
      return (hits / Double(labels.count { $0 }), hits / Double(predicted.count))
    }
  }

  /// Precision, recall and F1 of some predictions.
  static func f1(
    _ labels: [Bool], _ predicted: [Bool]
  ) -> (precision: Double, recall: Double, f1: Double) {
    let hits = Double(labels.indices.count { labels[$0] && predicted[$0] })
    let precision = hits == 0 ? 0 : hits / Double(predicted.count { $0 })
    let recall = hits / Double(labels.count { $0 })
    return (precision, recall, hits == 0 ? 0 : 2 / (1 / precision + 1 / recall))
  }

  /// Predictions of which those that hit an event are widened to all of it.
  static func pointAdjusted(_ labels: [Bool], _ predicted: [Bool]) -> [Bool] {
    var adjusted = predicted
    for (start, end) in events(labels) where predicted[start...end].contains(true) {
      for row in start...end { adjusted[row] = true }
    }
    return adjusted
  }

  static func volumes(
    _ labels: [Bool], _ scores: [Double], buffer: Int
  ) -> (roc: Double, precisionRecall: Double) {
    var sum = (roc: 0.0, precisionRecall: 0.0)
    for length in 0...buffer {
      let areas = areas(labels, scores, length: length)
      sum.roc += areas.roc
      sum.precisionRecall += areas.precisionRecall
    }
    return (sum.roc / Double(buffer + 1), sum.precisionRecall / Double(buffer + 1))
  }

  static func areas(
    _ labels: [Bool], _ scores: [Double], length: Int
  ) -> (roc: Double, precisionRecall: Double) {
    let n = labels.count
    let half = length / 2
    let events = events(labels)

    // 1. Soft labels.
    var soft = labels.map { $0 ? 1.0 : 0.0 }
    for (s, e) in events {
      for t in 0..<n {
        if t > e && t <= e + half { soft[t] += (1 - Double(t - e) / Double(length)).squareRoot() }
        if t < s && t >= s - half { soft[t] += (1 - Double(s - t) / Double(length)).squareRoot() }
      }
    }
    soft = soft.map { min($0, 1) }

    // 2. Segments.
    var segments: [(start: Int, end: Int)] = []
    for (s, e) in events {
      if let last = segments.last, last.end >= s - half {
        segments[segments.count - 1].end = e + half
      } else {
        segments.append((s - half, e + half))
      }
    }

    // 3. Thresholds.
    let descending = scores.sorted(by: >)
    let labelled = Double(labels.count { $0 })
    var points = [(falsePositiveRate: 0.0, truePositiveRate: 0.0)]
    var precisions: [Double] = []
    for j in 0..<250 {
      let position = j == 249 ? n - 1 : Int(Double(j) * (Double(n - 1) / 249))
      let predicted = scores.map { $0 >= descending[position] }
      var truePositives = 0.0
      var mass = 0.0
      for t in 0..<n {
        let label = labels[t] ? 1 : predicted[t] ? soft[t] : 0
        mass += label
        if predicted[t] { truePositives += label }
      }
      let positives = (labelled + mass) / 2
      let hit = segments.count { segment in
        (max(segment.start, 0)...min(segment.end, n - 1)).contains { predicted[$0] }
      }
      let count = Double(predicted.count { $0 })
      points.append(
        (
          (count - truePositives) / (Double(n) - positives),
          min(truePositives / positives, 1) * Double(hit) / Double(segments.count)
        ))
      precisions.append(truePositives / count)
    }

    // 4. Areas.
    var precisionRecall = 0.0
    for k in 0..<250 {
      precisionRecall +=
        (points[k + 1].truePositiveRate - points[k].truePositiveRate) * precisions[k]
    }
    points.append((1, 1))
    var roc = 0.0
    for (a, b) in zip(points, points.dropFirst()) {
      roc +=
        (b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate) / 2
    }
    return (roc, precisionRecall)
  }

  static func events(_ labels: [Bool]) -> [(Int, Int)] {
    let starts = labels.indices.filter { labels[$0] && ($0 == 0 || !labels[$0 - 1]) }
    let ends = labels.indices.filter {
      labels[$0] && ($0 == labels.count - 1 || !labels[$0 + 1])
    }
    return Array(zip(starts, ends))
  }
}
