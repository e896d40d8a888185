/// What became of a history's metrics when they were made canonical, that is comparable between hosts of
/// different size and make.
///
/// A model that has one was learnt from canonical metrics, and reads its input by the same rules.
public struct MetricMapping: Sendable, Hashable, Codable {
  /// Series of the input that differ in their device alone, and what they became.
  public struct Input: Sendable, Hashable, Codable {
    /// Their name, with `*` or `…` for what names the device.
    public var input: String
    /// The canonical metric that they are for; nil where they are not used.
    public var metric: String?
    /// What was done to them, in this order.
    public var steps: [Step] = []
    /// Why they are not used; nil where they are.
    public var exclusion: Exclusion?
    /// How many of them a host has, at most.
    public var seriesCount: Int
  }

  /// What is done to a series on its way to a canonical metric.
  public enum Step: String, Sendable, Hashable, Codable {
    /// A counter turned into its growth per second.
    case rate
    /// Added up over the host's devices.
    case sum
    /// Divided by the number of cores.
    case perCore
    /// Divided by the size of what it is a part of, in percent.
    case percentage
    /// Taken of the fullest device.
    case fullest
    /// Used to work out the metric, as the size that it is divided by.
    case ingredient
    /// Modelled by its logarithm; see ``RoleModelOptions/mapping``.
    case logarithm
  }

  /// Why a series is not used.
  public enum Exclusion: String, Sendable, Hashable, Codable {
    /// The interface carries no traffic of its own, such as a loopback.
    case virtualInterface
    /// The disk is in memory, or lies on others.
    case virtualDisk
    /// The file system is in memory, read only, or a view of another.
    case virtualFileSystem
    /// Another series holds it already.
    case countedElsewhere
    /// It is the size of something whose use is not told.
    case nothingToDivide
  }

  /// The input's metrics, in order of their appearance.
  public var inputs: [Input]

  /// The canonical metrics that are modelled by their logarithms.
  var logarithmicMetrics: Set<String> {
    Set(inputs.lazy.filter { $0.steps.contains(.logarithm) }.compactMap(\.metric))
  }

  /// The same with more metrics modelled by their logarithms.
  func withLogarithms(of metrics: Set<String>) -> MetricMapping {
    var mapping = self
    for index in mapping.inputs.indices {
      guard let metric = inputs[index].metric, metrics.contains(metric),
        !inputs[index].steps.contains(.logarithm)
      else { continue }
      mapping.inputs[index].steps.append(.logarithm)
    }
    return mapping
  }

  /// Tells what became of series.
  ///
  /// - Parameters:
  ///   - identities: Of all series of the history, in order of their appearance.
  ///   - chosen: The canonical metrics that the history has.
  ///   - counts: How many series of each group a host has, at most.
  init(
    of identities: [SeriesIdentity], chosen: [CanonicalMetric],
    counts: [SeriesIdentity.Group: Int]
  ) {
    let formulas = Dictionary(
      chosen.map { ($0.name, $0.formula) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<SeriesIdentity.Group> = []
    inputs = []
    for identity in identities where seen.insert(identity.group).inserted {
      let metric = identity.quantity?.candidates.first { formulas[$0.name] != nil }
      var input = Input(
        input: identity.pattern, metric: metric?.name, exclusion: identity.exclusion,
        seriesCount: counts[identity.group] ?? 1)
      if let metric, let quantity = identity.quantity {
        input.steps = Self.steps(
          from: quantity, to: metric.formula, isCounter: identity.isCounter)
        if quantity.isSize, case .used = metric.formula {
          input.metric = nil
          input.steps = []
          input.exclusion = .nothingToDivide
        }
      }
      inputs.append(input)
    }
  }

  private static func steps(
    from quantity: Quantity, to formula: CanonicalMetric.Formula, isCounter: Bool
  ) -> [Step] {
    var steps: [Step] = isCounter ? [.rate] : []
    switch quantity {
    case .activity: steps.append(.sum)
    case .processor: if isCounter { steps.append(.sum) }
    case .stock(let stock, let part):
      switch part {
      case .total, .available, .free: return steps + [.ingredient]
      case .percentage: if stock.fullestCounts { steps.append(.fullest) }
      case .used, .share:
        if case .percentage = formula { steps.append(.percentage) }
        if stock.fullestCounts, steps.contains(.percentage) {
          steps.append(.fullest)
        } else if stock.hasManyDevices {
          steps.insert(.sum, at: 0)
        }
      }
    case .load, .events, .other: break
    }
    if formula == .perCore || formula == .perKnownCore { steps.append(.perCore) }
    if quantity.isLogarithmic { steps.append(.logarithm) }
    return steps
  }
}
