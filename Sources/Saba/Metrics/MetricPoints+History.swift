internal import SabaNumerics

extension MetricPoints {
  /// The shortest interval chosen without being asked for: 5 minutes.
  public static let usualInterval = 300
  /// A grid of so many cells is made in any case, a larger one only if enough of it has values.
  static let unquestionedCellCount = 50_000_000
  /// The number of cells for each value read from which a larger grid is taken for a mistake.
  static let sparsenessLimit = 16

  /// The metrics on a regular grid: each interval holds the mean of the values in it.
  ///
  /// Intervals begin at multiples of their length since the epoch, and hold the times from there up
  /// to the next, which is not in it. A value missing in all rows of an interval is NaN, and so is a
  /// whole row in a gap. Each host's frame begins with its first and ends with its last interval that
  /// has a row; a metric that a host never gave is a column of NaN.
  ///
  /// - Parameter interval: The length of an interval in seconds, at least 1. nil for 300 s, or the
  ///   data's own ``spacing`` if coarser.
  /// - Returns: a frame for each host, sorted by name.
  /// - Throws: ``InputError`` of kind `badData` if the times lie so far apart that the grid would be
  ///   huge and nearly empty: more than 50 million cells and 16 for each value.
  /// - Complexity: O(values + cells).
  public func history(interval: Int? = nil) throws(InputError) -> RoleHistory {
    let interval = interval ?? max(Self.usualInterval, spacing ?? 0)
    precondition(interval > 0, "an interval is at least a second")
    let order = hosts.indices.sorted { hosts[$0] < hosts[$1] }
    let ranges = hostPoints.map { $0.intervals(ofLength: interval) }
    try checkSize(ranges, interval: interval)
    let frames = order.map { host in
      MetricFrame(
        host: hosts[host], metrics: metrics, start: ranges[host].lowerBound * interval,
        interval: interval,
        values: hostPoints[host].means(
          in: ranges[host], ofLength: interval, metricCount: metrics.count))
    }
    return RoleHistory(metrics: metrics, interval: interval, frames: frames)
  }

  /// How far apart the data's own times are, in seconds: the median over hosts of the median distance
  /// between consecutive distinct times (of an even number the lower one), rounded to a second.
  ///
  /// nil if no host has two distinct times.
  ///
  /// - Complexity: O(rows · log rows), O(rows) where times ascend evenly.
  public var spacing: Int? {
    let spacings = hostPoints.compactMap(\.medianSpacing).sorted()
    return spacings.isEmpty ? nil : Int(spacings[(spacings.count - 1) / 2] + 0.5)
  }

  func checkSize(_ ranges: [Range<Int>], interval: Int) throws(InputError) {
    let cellCount = ranges.reduce(0) { $0 + $1.count } * metrics.count
    let valueCount = hostPoints.reduce(0) { $0 + $1.valueCount }
    guard cellCount > max(Self.unquestionedCellCount, Self.sparsenessLimit * valueCount),
      let widest = ranges.indices.max(by: { ranges[$0].count < ranges[$1].count })
    else { return }
    let first = ranges[widest].lowerBound * interval
    let last = (ranges[widest].upperBound - 1) * interval
    throw InputError(
      .badData, at: .init(path: hosts[widest]),
      "the host's times go from \(TimeScanner.text(first)) to \(TimeScanner.text(last)), "
        + "\(ranges[widest].count) intervals of \(interval) s for so few values",
      cure: "correct the wrong time, or choose a longer interval")
  }
}

/// The number of the interval that a time lies in.
func intervalNumber(of time: Double, length: Int) -> Int {
  // By way of whole seconds, where division is exact; both roundings go down.
  var seconds = Int(time)
  if Double(seconds) > time { seconds -= 1 }
  return seconds >= 0 ? seconds / length : (seconds + 1) / length - 1
}

extension HostPoints {
  /// The number of values, missing ones included.
  fileprivate var valueCount: Int { blocks.reduce(0) { $0 + $1.values.count } }

  /// The median distance between consecutive distinct times; nil if there are less than two.
  fileprivate var medianSpacing: Double? {
    // The blocks of a host mostly have the same times.
    var times = blocks.first?.times ?? []
    let others = blocks.dropFirst().filter { $0.times != times }
    if !others.isEmpty {
      for block in others { times += block.times }
      times.sort()
    }
    var spacings: [Double] = []
    spacings.reserveCapacity(times.count)
    for (earlier, later) in zip(times, times.dropFirst()) where later > earlier {
      spacings.append(later - earlier)
    }
    spacings.sort()
    return spacings.isEmpty ? nil : spacings[(spacings.count - 1) / 2]
  }

  /// The numbers of the intervals from the first to the last that has a row.
  func intervals(ofLength length: Int) -> Range<Int> {
    let first = blocks.lazy.compactMap(\.times.first).min() ?? 0
    let last = blocks.lazy.compactMap(\.times.last).max() ?? 0
    return intervalNumber(of: first, length: length)..<intervalNumber(of: last, length: length) + 1
  }

  /// The means over intervals, `[intervals × metrics]`.
  func means(in intervals: Range<Int>, ofLength length: Int, metricCount: Int) -> Matrix {
    var result = Matrix(rowCount: intervals.count, columnCount: metricCount, repeating: .nan)
    result.withMutableElements { elements in
      for block in blocks {
        var sums = [Double](repeating: 0, count: block.metrics.count)
        var counts = [Int](repeating: 0, count: block.metrics.count)
        var row = 0
        while row < block.times.count {
          let interval = intervalNumber(of: block.times[row], length: length)
          for column in sums.indices {
            sums[column] = 0
            counts[column] = 0
          }
          while row < block.times.count,
            intervalNumber(of: block.times[row], length: length) == interval
          {
            let start = block.range(ofRow: row).lowerBound
            for column in sums.indices {
              let value = block.values[start + column]
              guard !value.isNaN else { continue }
              sums[column] += value
              counts[column] += 1
            }
            row += 1
          }
          let target = (interval - intervals.lowerBound) * metricCount
          for (column, metric) in block.metrics.enumerated() where counts[column] > 0 {
            elements[target + metric] = sums[column] / Double(counts[column])
          }
        }
      }
    }
    return result
  }
}
