/// The rows of one host: a block for each list of metrics that its rows give.
struct HostPoints: Sendable {
  /// Rows that give the same metrics.
  struct Block: Sendable {
    /// The metrics' numbers, one a column.
    var metrics: [Int]
    /// The rows' times, in seconds since the epoch.
    var times: [Double] = []
    /// The values, row after row; NaN where missing.
    var values: [Double] = []
    /// The rows' places in the input, to tell which of two is the later.
    var ordinals: [UInt32] = []
    /// Whether each time is later than the one before.
    var isAscending = true

    /// The range of the values of a row.
    func range(ofRow row: Int) -> Range<Int> { row * metrics.count..<(row + 1) * metrics.count }
  }

  private(set) var blocks: [Block] = []
  /// The number of rows earlier than a row before them in their block.
  private(set) var outOfOrderRows = 0
  private var blockOfMetrics: [[Int]: Int] = [:]
  private var lastBlock = 0
  private var newestTimes: [Double] = []
  private var rowCount: UInt32 = 0

  mutating func append(_ row: MetricRow) {
    let block = self.block(of: row.metrics)
    lastBlock = block
    if let last = blocks[block].times.last, row.time <= last { blocks[block].isAscending = false }
    if row.time < newestTimes[block] { outOfOrderRows += 1 } else { newestTimes[block] = row.time }
    blocks[block].times.append(row.time)
    blocks[block].values.append(contentsOf: row.values)
    blocks[block].ordinals.append(rowCount)
    // Beyond 4 294 967 295 rows of one host the order within a block still holds.
    if rowCount < .max { rowCount += 1 }
  }

  /// The block of a list of metrics; rows mostly give the same as the last one, or take turns.
  private mutating func block(of metrics: [Int]) -> Int {
    if lastBlock < blocks.count {
      if blocks[lastBlock].metrics == metrics { return lastBlock }
      let next = lastBlock + 1 == blocks.count ? 0 : lastBlock + 1
      if blocks[next].metrics == metrics { return next }
    }
    if let known = blockOfMetrics[metrics] { return known }
    blocks.append(Block(metrics: metrics))
    newestTimes.append(-.infinity)
    blockOfMetrics[metrics] = blocks.count - 1
    return blocks.count - 1
  }

  /// Gives metrics other numbers, before the rows are settled.
  ///
  /// - Parameter numbers: The new number of each metric.
  mutating func renumber(_ numbers: [Int]) {
    for index in blocks.indices {
      blocks[index].metrics = blocks[index].metrics.map { numbers[$0] }
    }
    blockOfMetrics = [:]
  }

  /// Makes every metric stand in one block only, and every block's times strictly ascending.
  ///
  /// - Returns: the number of values that a later row overwrote.
  mutating func settle() -> Int {
    var blockCounts: [Int: Int] = [:]
    for metric in blocks.lazy.flatMap(\.metrics) { blockCounts[metric, default: 0] += 1 }
    let shared = Set(blockCounts.filter { $0.value > 1 }.keys)
    if !shared.isEmpty {
      let joined = joinedBlocks(of: shared)
      for index in blocks.indices { blocks[index].remove(metrics: shared) }
      blocks += joined
    }
    var overwrittenCount = 0
    for index in blocks.indices where !blocks[index].isAscending {
      overwrittenCount += blocks[index].sort()
    }
    // The places in the input have done their duty.
    for index in blocks.indices { blocks[index].ordinals = [] }
    blockOfMetrics = [:]
    return overwrittenCount
  }

  /// The numbers of the metrics with at least one value.
  var metricsWithValues: [Int] {
    blocks.flatMap { block in
      block.metrics.indices.filter { column in
        block.times.indices.contains { row in
          !block.values[block.range(ofRow: row).lowerBound + column].isNaN
        }
      }.map { block.metrics[$0] }
    }
  }

  /// The rows that give one metric, settled, as those of the only metric there is.
  func only(metric: Int) -> HostPoints {
    var result = HostPoints()
    for var block in blocks where block.metrics.contains(metric) {
      block.remove(metrics: Set(block.metrics).subtracting([metric]))
      block.metrics = [0]
      result.blocks.append(block)
    }
    return result
  }

  /// The same rows with each block changed, once settled.
  func mapped(_ change: (inout Block) -> Void) -> HostPoints {
    var result = self
    for index in result.blocks.indices { change(&result.blocks[index]) }
    return result
  }

  /// All values of each of some metrics, a block a metric, in the order of the input.
  private func joinedBlocks(of shared: Set<Int>) -> [Block] {
    typealias Point = (ordinal: UInt32, time: Double, value: Double)
    var pointsOfMetric: [Int: [Point]] = [:]
    for block in blocks {
      for (column, metric) in block.metrics.enumerated() where shared.contains(metric) {
        for row in block.times.indices {
          let value = block.values[block.range(ofRow: row).lowerBound + column]
          guard !value.isNaN else { continue }
          pointsOfMetric[metric, default: []].append(
            (block.ordinals[row], block.times[row], value))
        }
      }
    }
    return pointsOfMetric.sorted { $0.key < $1.key }.map { metric, points in
      let points = points.sorted { $0.ordinal < $1.ordinal }
      return Block(
        metrics: [metric], times: points.map(\.time), values: points.map(\.value),
        ordinals: points.map(\.ordinal), isAscending: false)
    }
  }
}

extension HostPoints.Block {
  fileprivate mutating func remove(metrics removed: Set<Int>) {
    let kept = metrics.indices.filter { !removed.contains(metrics[$0]) }
    guard kept.count < metrics.count else { return }
    var keptValues: [Double] = []
    keptValues.reserveCapacity(times.count * kept.count)
    for row in times.indices {
      let start = range(ofRow: row).lowerBound
      for column in kept { keptValues.append(values[start + column]) }
    }
    values = keptValues
    metrics = kept.map { metrics[$0] }
  }

  /// Sorts the rows by time; of rows with the same time the later value of each metric stays.
  ///
  /// - Returns: the number of values that a later row overwrote.
  fileprivate mutating func sort() -> Int {
    let order = times.indices.sorted {
      times[$0] < times[$1] || (times[$0] == times[$1] && $0 < $1)
    }
    var overwrittenCount = 0
    var sortedTimes: [Double] = []
    var sortedValues: [Double] = []
    sortedTimes.reserveCapacity(times.count)
    sortedValues.reserveCapacity(values.count)
    for row in order {
      guard times[row] == sortedTimes.last else {
        sortedTimes.append(times[row])
        sortedValues.append(contentsOf: values[range(ofRow: row)])
        continue
      }
      let target = sortedValues.count - metrics.count
      for (column, value) in values[range(ofRow: row)].enumerated() where !value.isNaN {
        if !sortedValues[target + column].isNaN { overwrittenCount += 1 }
        sortedValues[target + column] = value
      }
    }
    times = sortedTimes
    values = sortedValues
    isAscending = true
    return overwrittenCount
  }
}
