/// Two results on the same data set, such as those of two versions: what got better or worse, and
/// whether that is more than chance.
public struct ResultComparison: Codable, Sendable, Hashable {
  /// The data set's name.
  public var dataset: String
  /// One line a detector and figure, in the order of the older result.
  public var changes: [Change]
  /// Entities and detectors that only one of the results has.
  public var unmatched: [String]

  /// How one figure of one detector moved.
  public struct Change: Codable, Sendable, Hashable {
    /// The detector's name.
    public var detector: String
    /// The figure's key in the results.
    public var figure: String
    /// The figure over the set in the older result.
    @OrNull public var old: Double?
    /// The figure over the set in the newer result.
    @OrNull public var new: Double?
    /// The newer figures less the older ones, entity by entity.
    public var comparison: PairedComparison

    init(
      detector: String, figure: String, old: Double?, new: Double?, comparison: PairedComparison
    ) {
      self.detector = detector
      self.figure = figure
      self.comparison = comparison
      self.old = old
      self.new = new
    }

    /// How far the figure moved to the worse, on average over the entities; negative for a gain.
    public var loss: Double {
      let isBetterHigh = Figures.named(figure)?.isBetterHigh ?? true
      return isBetterHigh ? -comparison.meanDifference : comparison.meanDifference
    }

    /// Whether the figure is worse by more than a bound, and by more than chance: the interval of the
    /// difference, where there is one, leaves out 0.
    public func isSignificantLoss(beyond bound: Double) -> Bool {
      guard loss > bound else { return false }
      return comparison.interval.map { !$0.contains(0) } ?? true
    }
  }

  /// Compares two results.
  ///
  /// - Parameters:
  ///   - old: The older one.
  ///   - new: The newer one, on the same data set with the same buffers.
  ///   - figures: Keys of the figures to compare; those that no entity has on both sides are left out.
  /// - Throws: ``ResultMismatch`` where the two are not of the same data, or have no detector in
  ///   common.
  public init(
    old: EvaluationResult, new: EvaluationResult, figures: [String]
  ) throws(ResultMismatch) {
    guard old.dataset == new.dataset else {
      throw ResultMismatch("the results are of different sets, \(old.dataset) and \(new.dataset)")
    }
    var changes: [Change] = []
    var unmatched: [String] = []
    for before in old.detectors {
      guard let after = new.detectors.first(where: { $0.name == before.name }) else {
        unmatched.append("detector \(before.name)")
        continue
      }
      let pairs = try Self.pairs(before, after, unmatched: &unmatched)
      for name in figures {
        guard let figure = Figures.named(name) else { continue }
        guard
          let comparison = PairedComparison(
            pairs.map { figure.value($0.new.figures) }, pairs.map { figure.value($0.old.figures) },
            higherIsBetter: figure.isBetterHigh)
        else { continue }
        changes.append(
          Change(
            detector: before.name, figure: name, old: figure.value(before.mean.figures),
            new: figure.value(after.mean.figures), comparison: comparison))
      }
    }
    for after in new.detectors where !old.detectors.contains(where: { $0.name == after.name }) {
      unmatched.append("detector \(after.name)")
    }
    guard !changes.isEmpty else {
      throw ResultMismatch("the results have no detector, entity and figure in common")
    }
    dataset = old.dataset
    self.changes = changes
    self.unmatched = unmatched
  }

  private static func pairs(
    _ before: DetectorResult, _ after: DetectorResult, unmatched: inout [String]
  ) throws(ResultMismatch) -> [(old: EntityResult, new: EntityResult)] {
    var pairs: [(old: EntityResult, new: EntityResult)] = []
    for old in before.entities {
      guard let new = after.entities.first(where: { $0.name == old.name }) else {
        unmatched.append("\(old.name) of \(before.name)")
        continue
      }
      guard old.vusBuffer == new.vusBuffer, old.rows == new.rows, old.events == new.events else {
        throw ResultMismatch("the rows, the events or the VUS buffers of \(old.name) differ")
      }
      pairs.append((old, new))
    }
    for new in after.entities where !before.entities.contains(where: { $0.name == new.name }) {
      unmatched.append("\(new.name) of \(after.name)")
    }
    return pairs
  }
}

extension ResultComparison {
  /// Where the older of two results has a figure, and the newer one does not.
  ///
  /// - Parameters:
  ///   - figure: The figure's key.
  ///   - old: The older result.
  ///   - new: The newer result.
  /// - Returns: For how many detectors and entities the older one has the figure; and for which of
  ///   them, such as `web-1 of role`, the newer one has none.
  public static func places(
    of figure: String, old: EvaluationResult, new: EvaluationResult
  ) -> (known: Int, missing: [String]) {
    guard let figure = Figures.named(figure) else { return (0, []) }
    var known = 0
    var missing: [String] = []
    for before in old.detectors {
      let after = new.detectors.first { $0.name == before.name }
      for entity in before.entities where figure.value(entity.figures) != nil {
        known += 1
        let same = after?.entities.first { $0.name == entity.name }
        if same.flatMap({ figure.value($0.figures) }) == nil {
          missing.append("\(entity.name) of \(before.name)")
        }
      }
    }
    return (known, missing)
  }
}

/// Why two results cannot be compared.
public struct ResultMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// In plain words.
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}

extension ResultComparison {
  /// The comparison as a plain text table, a line a detector and figure.
  ///
  /// - Returns: Lines of text without line feeds.
  public var lines: [String] {
    var rows = [
      [
        "detector", "figure", "old", "new", "mean difference [95 %]", "better", "worse", "same",
        "p-value",
      ]
    ]
    for change in changes {
      let comparison = change.comparison
      rows.append([
        change.detector, change.figure, FigureText.text(change.old),
        FigureText.text(change.new),
        FigureText.text(comparison.meanDifference, in: comparison.interval),
        "\(comparison.betterCount)", "\(comparison.worseCount)", "\(comparison.equalCount)",
        FigureText.text(comparison.pValue),
      ])
    }
    var lines = AlignedColumns.lines(rows, leading: 2)
    if !unmatched.isEmpty {
      lines += ["", "in one of the results only: \(unmatched.joined(separator: ", "))"]
    }
    return lines
  }
}
