/// What a series measures, as far as its name says.
enum Quantity: Sendable, Hashable {
  /// The time that the processors spend in a mode, in percent of one core.
  case processor(mode: String)
  /// A load average, by its name.
  case load(String)
  /// How much of a stock there is, is used, or is left.
  case stock(Stock, Stock.Part)
  /// What devices do, a second or in a period: the host's is the sum, by its name.
  case activity(String)
  /// Anything else, by the name that it keeps.
  case other(String)
  /// Events counted by a counter that no rule knows, by the name of its rate.
  case events(String)

  /// The canonical metrics that the quantity is for: first the one that does not depend on the host's
  /// size, then the one to take where the size is not known.
  var candidates: [CanonicalMetric] {
    switch self {
    case .processor(let mode):
      let name = "cpu.\(mode).percentage"
      return [.init(name, .perCore), .init("\(name).undivided", .sum)]
    case .load(let name): return [.init("\(name).percore", .perKnownCore), .init(name, .sum)]
    case .stock(let stock, let part):
      let name = part.share ?? stock.usedName
      return [
        .init("\(name).percentage", .percentage(stock, share: part.share)),
        .init(name, part.share == nil ? .used(stock) : .sum),
      ]
    case .activity(let name), .events(let name), .other(let name): return [.init(name, .sum)]
    }
  }

  /// Whether the metric is modelled by its logarithm: activity differs by factors, from hour to hour
  /// and between hosts of different size, not by amounts.
  var isLogarithmic: Bool {
    switch self {
    case .activity, .events: true
    // Waiting for disks is as disks' activity is.
    case .processor(let mode): mode == "iowait"
    case .load, .stock, .other: false
    }
  }
}

extension Quantity {
  /// What it is a part of; nil where of none.
  var stock: Stock? { if case .stock(let stock, _) = self { stock } else { nil } }

  /// Whether it is the size of a stock.
  var isSize: Bool { if case .stock(_, .total) = self { true } else { false } }
}

/// Something of which a host has only so much.
enum Stock: Sendable, Hashable, CaseIterable {
  case memory
  case swap
  /// Windows' commit limit, which holds the memory too: not comparable with swap.
  case pagefile
  case fileSystems
  case containerProcessor
  case containerMemory

  /// What a part of it is.
  enum Part: Sendable, Hashable {
    case total
    case used
    /// What a program could still get.
    case available
    /// What nothing at all is in.
    case free
    /// The used part in percent, as the agent itself says it.
    case percentage
    /// What is used for one thing, by the name of the metric.
    case share(String)

    var share: String? { if case .share(let name) = self { name } else { nil } }
  }

  /// The name of the metric of its use.
  var usedName: String {
    switch self {
    case .memory: "memory.used"
    case .swap: "memory.swap_used"
    case .pagefile: "memory.pagefile_used"
    case .fileSystems: "filesystem.used"
    case .containerProcessor: "container.cpu.usage"
    case .containerMemory: "container.memory.usage"
    }
  }

  /// Whether of several the fullest counts, and not all together: one that is full stops the host.
  var fullestCounts: Bool { self == .fileSystems }

  /// Whether a host may have several of them.
  var hasManyDevices: Bool {
    switch self {
    case .memory, .swap, .pagefile: false
    case .fileSystems, .containerProcessor, .containerMemory: true
    }
  }

  /// Whether a host may do without: then none of it is used.
  var mayBeNone: Bool { self == .swap || self == .pagefile }

  /// Shares that are not used in earnest: the system gives them back.
  static let caches = ["memory.buffers", "memory.cached", "memory.file"]
}

/// A metric of a host that hosts of a role can be compared by, and how it comes about.
struct CanonicalMetric: Sendable, Hashable {
  enum Formula: Sendable, Hashable {
    /// The sum over devices.
    case sum
    /// The sum over devices by the number of cores.
    case perCore
    /// The same where it is known that the number of cores is one and not only that percentages are
    /// of the whole host.
    case perKnownCore
    /// The share of a stock that is used, or used for one thing, in percent.
    case percentage(Stock, share: String?)
    /// How much of a stock is used.
    case used(Stock)
  }

  let name: String
  let formula: Formula

  /// Whether a larger host shows more of a metric.
  ///
  /// Shares and loads of a core are comparable; of what no rule knows it is assumed. Waiting for disks is a
  /// share, but of processors that have nothing to do with them: of twice as many it is half.
  static func dependsOnSize(_ name: String) -> Bool {
    if name == "cpu.iowait.percentage" { return true }
    return !name.hasSuffix(".percentage") && !name.hasSuffix(".percore")
  }

  init(_ name: String, _ formula: Formula) {
    self.name = name
    self.formula = formula
  }
}
