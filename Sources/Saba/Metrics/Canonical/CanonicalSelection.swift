/// Which series of an input some canonical metrics are made of, and what each is to them.
struct CanonicalSelection: Sendable, Hashable {
  private let metrics: Set<String>
  /// Whether a metric is divided by the number of cores, which all modes of processors tell together.
  private let needsCores: Bool
  private let stocks: Set<Stock>

  /// Makes the selection for some metrics, such as a model's.
  init(for metrics: [String]) {
    self.metrics = Set(metrics)
    needsCores = metrics.contains { $0.hasSuffix(".percore") || $0.hasPrefix("cpu.") }
    let families: [(Stock, String)] = [
      (.memory, "memory."), (.swap, "memory.swap_"), (.pagefile, "memory.pagefile_"),
      (.fileSystems, "filesystem."), (.containerProcessor, "container.cpu."),
      (.containerMemory, "container.memory."),
    ]
    stocks = Set(
      families.filter { family in metrics.contains { $0.hasPrefix(family.1) } }.map(\.0))
  }

  /// What the name of a series says, where a metric of that very name is none of a counter.
  func identity(of name: String) -> SeriesIdentity {
    let identity = SeriesIdentity(of: name)
    return identity.isAssumedCounter && metrics.contains(name) ? .unknown(name) : identity
  }

  /// Whether the series of a name is a part of one of the metrics.
  func takes(_ name: String) -> Bool {
    guard let quantity = identity(of: name).quantity else { return false }
    if quantity.candidates.contains(where: { metrics.contains($0.name) }) { return true }
    switch quantity {
    case .processor: return needsCores
    case .stock(let stock, _): return stocks.contains(stock)
    case .load, .activity, .events, .other: return false
    }
  }
}
