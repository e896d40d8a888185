public import Saba

/// Values that get lost at random, each for itself, on their way to a detector.
public struct RandomLoss: Sendable, Hashable {
  /// The probability that a value is lost, 0…1.
  public var share: Double
  /// The seed of the draws; each entity has draws of its own.
  public var seed: UInt64

  /// Takes both.
  public init(share: Double, seed: UInt64 = 1) {
    precondition((0...1).contains(share), "a share is between 0 and 1")
    self.share = share
    self.seed = seed
  }

  /// A history with values lost: NaN in place of them.
  ///
  /// - Parameters:
  ///   - history: The whole.
  ///   - name: Whose it is, for the draws.
  /// - Returns: What is left of it.
  func apply(to history: RoleHistory, of name: String) -> RoleHistory {
    var generator = RandomGenerator(seed: seed, purpose: "loss \(name)")
    let frames = history.frames.map { frame in
      MetricFrame(
        host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
        values: Matrix(
          rowCount: frame.rowCount, columnCount: frame.metrics.count,
          elements: frame.values.elements.map { generator.uniform() < share ? .nan : $0 }))
    }
    return RoleHistory(metrics: history.metrics, interval: history.interval, frames: frames)
  }
}

extension DatasetEntity {
  /// The entity with values of the part to judge lost at random; what is learnt from stays whole.
  func losing(_ loss: RandomLoss) -> DatasetEntity {
    DatasetEntity(
      name: name, train: train, test: loss.apply(to: test, of: name), trainHosts: trainHosts,
      hosts: hosts, labels: labels, events: events, interpretations: interpretations,
      vusBuffer: vusBuffer, testIncludesTrain: testIncludesTrain, hasClock: hasClock)
  }
}
