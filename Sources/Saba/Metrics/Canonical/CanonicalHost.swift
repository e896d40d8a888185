/// Turns what one host reports into canonical metrics, interval by interval.
///
/// - A device counts from its first value on. While it is missing, so is what it is a part of: a sum
///   over the rest would be wrong. It is forgotten after ``deviceLifetime`` without a value, and the
///   rest counts alone.
/// - Sizes hardly change: the total of a stock, such as the memory, counts for ``sizeLifetime``, and
///   the number of cores until another one is seen.
/// - Two series of one quantity and device are one, such as those of two agents: the first by name
///   that has a value counts.
///
/// The results depend on the values and times given, not on the order in which series were added.
struct CanonicalHost: Sendable {
  /// For how long a silent device is missed, in seconds: an hour, or three intervals if longer.
  static func deviceLifetime(interval: Int) -> Int { max(3600, 3 * interval) }
  /// For how long the size of a stock is remembered, in seconds.
  static let sizeLifetime = 86_400

  /// A quantity of one device.
  private struct Slot: Sendable {
    let quantity: Quantity
    let device: String
    /// Whether a percentage of it is known to be of one core.
    let isOfOneCore: Bool
    /// Series in order of their names.
    var series: [(name: String, index: Int)] = []
    /// The value in this interval; NaN where missing.
    var value = Double.nan
    /// The last value there was, and when; the time is nil before the first.
    var lastValue = Double.nan
    var lastTime: Int?
  }

  /// The slots of one device of a stock.
  private struct StockDevice: Sendable {
    let device: String
    var total: Int?
    var used: Int?
    var available: Int?
    var free: Int?
    var percentage: Int?
    var shares: [String: Int] = [:]
    /// Those of ``Stock/caches``, in that order.
    var caches: [Int] = []

    mutating func set(_ part: Stock.Part, _ slot: Int) {
      switch part {
      case .total: total = slot
      case .used: used = slot
      case .available: available = slot
      case .free: free = slot
      case .percentage: percentage = slot
      case .share(let name):
        shares[name] = slot
        caches = Stock.caches.compactMap { shares[$0] }
      }
    }
  }

  /// The metrics wanted, and where each stands.
  private let columns: [String: Int]
  private let lifetime: Int
  private var factors: [Double] = []
  private var slots: [Slot] = []
  private var slotNumbers: [Quantity: [String: Int]] = [:]
  /// The slots of processors' modes, by mode, then processor.
  private var processors: [Int] = []
  private var coreCount = CoreCount()
  private var stocks: [Stock: [StockDevice]] = [:]
  /// Of each metric its formula and, for a sum, the slots by device; nil where no series is for it.
  private var outputs: [(formula: CanonicalMetric.Formula, slots: [Int])?]

  /// The modes of processors that are idle, without which the number of cores is not known.
  private static let idle = Quantity.processor(mode: "idle")
  /// Modes that show the percentages to be those of Linux, of one core.
  private static let modesOfLinux = Set(
    ["iowait", "irq", "softirq", "steal", "guest"].map { Quantity.processor(mode: $0) })

  /// Makes a host that has not shown anything.
  ///
  /// - Parameters:
  ///   - metrics: The names of the canonical metrics wanted, unique.
  ///   - interval: The length of an interval, in seconds.
  init(metrics: [String], interval: Int) {
    columns = Dictionary(uniqueKeysWithValues: metrics.enumerated().map { ($1, $0) })
    lifetime = Self.deviceLifetime(interval: interval)
    outputs = Array(repeating: nil, count: metrics.count)
  }

  /// Adds a series, whose values come at the next place of a row.
  mutating func addSeries(_ name: String, _ identity: SeriesIdentity) {
    let index = factors.count
    factors.append(identity.factor)
    guard let quantity = identity.quantity else { return }
    let slot = slotNumbers[quantity]?[identity.device] ?? addSlot(quantity, identity)
    let place = slots[slot].series.firstIndex { $0.name > name } ?? slots[slot].series.count
    slots[slot].series.insert((name, index), at: place)
  }

  private mutating func addSlot(_ quantity: Quantity, _ identity: SeriesIdentity) -> Int {
    let number = slots.count
    slots.append(
      Slot(
        quantity: quantity, device: identity.device,
        isOfOneCore: identity.isOfOneCore || Self.modesOfLinux.contains(quantity)))
    slotNumbers[quantity, default: [:]][identity.device] = number
    switch quantity {
    case .processor: insert(number, in: &processors)
    case .stock(let stock, let part): addStockSlot(number, of: stock, part, identity.device)
    case .load, .activity, .events, .other: break
    }
    for metric in quantity.candidates {
      if let column = columns[metric.name] { addSlot(number, to: column, by: metric.formula) }
    }
    return number
  }

  private mutating func addSlot(
    _ slot: Int, to column: Int, by formula: CanonicalMetric.Formula
  ) {
    var all: [Int] = []
    if let output = outputs[column] {
      // A metric that an agent itself calls as another is called once canonical gives way to it.
      if formula == .sum, output.formula != .sum { return }
      if formula == output.formula { all = output.slots }
    }
    insert(slot, in: &all)
    outputs[column] = (formula, all)
  }

  private mutating func addStockSlot(
    _ slot: Int, of stock: Stock, _ part: Stock.Part, _ device: String
  ) {
    var devices = stocks[stock] ?? []
    let index = devices.firstIndex { $0.device >= device } ?? devices.count
    if index == devices.count || devices[index].device != device {
      devices.insert(StockDevice(device: device), at: index)
    }
    devices[index].set(part, slot)
    stocks[stock] = devices
  }

  /// Keeps the order of sums independent of the order in which series come.
  private func insert(_ slot: Int, in order: inout [Int]) {
    func key(_ slot: Int) -> (String, String) {
      let device = slots[slot].device
      guard case .processor(let mode) = slots[slot].quantity else { return ("", device) }
      return (mode, device)
    }
    order.insert(slot, at: order.firstIndex { key($0) > key(slot) } ?? order.count)
  }

  /// The canonical metrics of an interval.
  ///
  /// - Parameters:
  ///   - row: The mean of each series, in the order in which they were added; NaN where missing, as
  ///     those behind the end are. Of counters, their rates.
  ///   - time: The beginning of the interval, in seconds, later than any before.
  /// - Returns: One value a metric wanted; NaN where missing.
  /// - Complexity: O(series).
  mutating func metrics(of row: Span<Double>, at time: Int) -> [Double] {
    take(row, at: time)
    countCores(at: time)
    return outputs.map { output in
      guard let (formula, slots) = output else { return .nan }
      switch formula {
      case .sum: return sum(slots, at: time)
      case .perCore: return sum(slots, at: time) / (coreCount.divisor ?? .nan)
      case .perKnownCore: return sum(slots, at: time) / (coreCount.cores ?? .nan)
      case .percentage(let stock, let share): return percentage(of: stock, share, at: time)
      case .used(let stock): return used(of: stock, at: time)
      }
    }
  }

  private mutating func take(_ row: Span<Double>, at time: Int) {
    for slot in slots.indices {
      var value = Double.nan
      for (_, index) in slots[slot].series where index < row.count && !row[index].isNaN {
        value = row[index] * factors[index]
        break
      }
      slots[slot].value = value
      if !value.isNaN {
        slots[slot].lastValue = value
        slots[slot].lastTime = time
      }
    }
  }

  /// Whether a slot had a value lately, so that it is missed where it has none.
  private func counts(_ slot: Int, at time: Int) -> Bool {
    slots[slot].lastTime.map { time - $0 < lifetime } ?? false
  }

  /// NaN where a slot that counts has no value, or none counts.
  private func sum(_ chosen: [Int], at time: Int) -> Double {
    var sum = Double.nan
    for slot in chosen where counts(slot, at: time) {
      let value = slots[slot].value
      if value.isNaN { return .nan }
      sum = sum.isNaN ? value : sum + value
    }
    return sum
  }

  private mutating func countCores(at time: Int) {
    let hasIdle = processors.contains { slots[$0].quantity == Self.idle && counts($0, at: time) }
    guard hasIdle else { return }
    let sum = sum(processors, at: time)
    guard sum > 0 else { return }
    coreCount.add(
      sum: sum,
      isOfOneCore: processors.contains { slots[$0].isOfOneCore && slots[$0].lastTime != nil })
  }
}

extension CanonicalHost {
  /// The share of a stock that is used, or used for one thing, in percent.
  private func percentage(of stock: Stock, _ share: String?, at time: Int) -> Double {
    var fullest = Double.nan
    var used = 0.0
    var total = 0.0
    for device in stocks[stock] ?? [] where counts(device, share, at: time) {
      if share == nil, let slot = device.percentage, counts(slot, at: time) {
        // The agent's own figure, of which there is no sum.
        let value = slots[slot].value
        if value.isNaN || !stock.fullestCounts { return value }
        fullest = fullest.isNaN ? value : max(fullest, value)
        continue
      }
      let deviceTotal = size(of: device, at: time)
      let deviceUsed =
        share.map { value(device.shares[$0]) } ?? self.used(of: device, at: time)
      if deviceUsed.isNaN || deviceTotal.isNaN { return .nan }
      if stock.fullestCounts {
        // A file system without a size holds no files.
        if deviceTotal <= 0 { continue }
        let value = 100 * deviceUsed / deviceTotal
        fullest = fullest.isNaN ? value : max(fullest, value)
      } else {
        if deviceTotal <= 0 { return stock.mayBeNone ? 0 : .nan }
        used += deviceUsed
        total += deviceTotal
      }
    }
    return stock.fullestCounts ? fullest : total > 0 ? 100 * used / total : .nan
  }

  /// How much of a stock is used.
  private func used(of stock: Stock, at time: Int) -> Double {
    var sum = Double.nan
    for device in stocks[stock] ?? [] where counts(device, nil, at: time) {
      let value = used(of: device, at: time)
      if value.isNaN { return .nan }
      sum = sum.isNaN ? value : sum + value
    }
    return sum
  }

  /// Whether a device told lately how much of it is used, or used for one thing.
  private func counts(_ device: StockDevice, _ share: String?, at time: Int) -> Bool {
    if let share { return counts(device.shares[share], at: time) }
    return counts(device.used, at: time) || counts(device.available, at: time)
      || counts(device.free, at: time) || counts(device.percentage, at: time)
  }

  private func counts(_ slot: Int?, at time: Int) -> Bool {
    slot.map { counts($0, at: time) } ?? false
  }

  private func value(_ slot: Int?) -> Double { slot.map { slots[$0].value } ?? .nan }

  /// The size of a device's stock, as it was last told.
  private func size(of device: StockDevice, at time: Int) -> Double {
    guard let slot = device.total, let last = slots[slot].lastTime,
      time - last <= Self.sizeLifetime
    else { return .nan }
    return slots[slot].lastValue
  }

  /// How much of a device's stock is used: as it says, or else all but what is available, or else all
  /// but what is free or in caches.
  private func used(of device: StockDevice, at time: Int) -> Double {
    if counts(device.used, at: time) { return value(device.used) }
    let total = size(of: device, at: time)
    if counts(device.available, at: time) { return total - value(device.available) }
    var used = total - value(device.free)
    for slot in device.caches where counts(slot, at: time) { used -= slots[slot].value }
    return used
  }
}

// MARK: - State

extension CanonicalHost: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(slots.count)
    for slot in slots {
      writer.write(slot.lastValue)
      writer.write(slot.lastTime)
    }
    coreCount.write(to: &writer)
  }

  /// Puts back what was written, into a host to which the same series were added in the same order.
  mutating func restore(from reader: inout StateReader) throws(StateError) {
    guard try reader.count() == slots.count else { throw .damaged }
    for slot in slots.indices {
      slots[slot].lastValue = try reader.double()
      slots[slot].lastTime = try reader.optionalInteger()
    }
    try coreCount.restore(from: &reader)
  }
}
