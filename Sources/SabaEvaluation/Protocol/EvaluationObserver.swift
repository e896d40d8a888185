/// Looks on while an evaluation runs: keeps or writes what is dropped once an entity has been scored.
public protocol EvaluationObserver: Sendable {
  /// Whether runs must carry their explanations.
  var needsExplanations: Bool { get }

  /// Takes what the detectors made of an entity; called once an entity, several at a time.
  ///
  /// - Parameters:
  ///   - entity: The data.
  ///   - runs: One a detector, in the order of the evaluation.
  /// - Throws: Whatever must end the evaluation.
  func observe(_ entity: DatasetEntity, _ runs: [NamedRun]) throws
}

/// A detector's run with the detector's name.
public struct NamedRun: Sendable {
  /// The detector's name.
  public let name: String
  /// What it made of the entity; without any score where it could not judge.
  public let run: DetectorRun

  /// Takes the parts.
  public init(name: String, run: DetectorRun) {
    self.name = name
    self.run = run
  }
}
