/// Models that judge in turn, each a stretch of time of its own.
///
/// One model by itself is a sequence too. ``init(crossFitting:options:blockCount:progress:)`` makes one in
/// which no model has seen what it judges.
public struct ModelSequence: Sendable, Hashable {
  /// A model, and from when on it judges.
  public struct Turn: Sendable, Hashable {
    /// When it takes over, in seconds since the epoch; the first one judges what is before too.
    public let start: Int
    /// The model.
    public let model: RoleModel
  }

  /// At least one, in order of time; their intervals and attempts agree.
  public let turns: [Turn]

  /// Makes a sequence of one model.
  public init(_ model: RoleModel) { turns = [Turn(start: .min, model: model)] }

  init(turns: [Turn]) {
    precondition(!turns.isEmpty, "at least one model")
    self.turns = turns
  }

  /// The length of the intervals that they judge, in seconds.
  public var interval: Int { turns[0].model.interval }

  /// The number of consecutive unusual samples for which their thresholds are calibrated.
  public var attempts: Int { turns[0].model.attempts }

  /// The model that judges at a time, in seconds since the epoch.
  public func model(at time: Int) -> RoleModel {
    (turns.last { $0.start <= time } ?? turns[0]).model
  }
}

extension ModelSequence {
  /// The blocks into which a history is cut unless said otherwise.
  public static let usualBlockCount = 5

  /// Learns a history's contiguous blocks each from the others, so that what a model judges is as new to
  /// it as tomorrow.
  ///
  /// Everything is left to the other blocks: scaling, rhythms, densities, thresholds. Only the order of time
  /// is not kept: a block is judged by what came after it too.
  ///
  /// - Parameters:
  ///   - history: What is judged afterwards.
  ///   - options: As for training the whole of it. What is before ``RoleModelOptions/trainingFrom``
  ///     is in no block; what is excluded does not teach, but is judged.
  ///   - blockCount: At least 2; blocks hold about as many rows each.
  ///   - progress: Called with the finished share of the work, 0…1.
  /// - Throws: ``TrainingError``, hours counted as of the whole history.
  /// - Complexity: Of training, once a block.
  public init(
    crossFitting history: RoleHistory, options: RoleModelOptions = .init(),
    blockCount: Int = usualBlockCount, progress: (Double) -> Void = { _ in }
  ) throws(TrainingError) {
    precondition(blockCount >= 2, "what is judged by others needs at least two blocks")
    let times = history.restricted(from: options.trainingFrom).timesWithValues
    guard let first = times.first, let last = times.last else {
      throw .tooFewSamples(count: 0, needed: TrainingRows.smallestRowCount)
    }
    let bounds =
      [first] + (1..<blockCount).map { times[$0 * times.count / blockCount] }
      + [last + history.interval]
    var turns: [Turn] = []
    for (block, range) in zip(bounds, bounds.dropFirst()).enumerated()
    where range.0 < range.1 {
      var others = options
      others.excluded.append(Exclusion(range.0..<range.1))
      do throws(TrainingError) {
        let model = try RoleModel.train(history: history, options: others) {
          progress((Double(block) + $0) / Double(blockCount))
        }
        turns.append(Turn(start: range.0, model: model))
      } catch {
        guard case .historyTooShort(_, let needed) = error else { throw error }
        throw .historyTooShort(
          hostHours: times.count * history.interval / 3600,
          neededHostHours: needed * blockCount / (blockCount - 1) + 1)
      }
    }
    self.init(turns: turns)
  }
}

extension RoleHistory {
  /// The times of all hosts' rows that have a value, ascending, each as often as hosts have it.
  fileprivate var timesWithValues: [Int] {
    frames.flatMap { frame in
      (0..<frame.rowCount)
        .filter { row in metrics.indices.contains { !frame.values[row, $0].isNaN } }
        .map { frame.time(ofRow: $0) }
    }.sorted()
  }
}
