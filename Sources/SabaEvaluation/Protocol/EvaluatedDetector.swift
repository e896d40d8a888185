/// A way to detect anomalies, as an evaluation runs it: fitted on the unlabelled training part,
/// then run over the test part.
public protocol EvaluatedDetector: Sendable {
  /// The name in results.
  var name: String { get }

  /// Fits on an entity's training part and scores its test part, without a look at the labels.
  ///
  /// The same entity gives the same scores and alerts. Entities run side by side.
  ///
  /// - Parameters:
  ///   - entity: The data.
  ///   - explaining: Whether the run carries an ``Explanation``, where the detector has one; nothing
  ///     else depends on it.
  /// - Returns: Scores and alerts.
  /// - Throws: ``CannotJudge`` where the entity is not enough for the detector, which is then given
  ///   the score of one that stays silent; any other error ends the evaluation.
  func run(on entity: DatasetEntity, explaining: Bool) throws -> DetectorRun
}

/// Why a detector cannot judge an entity at all, such as too short a history.
public struct CannotJudge: Error, Sendable, Hashable, CustomStringConvertible {
  /// In the detector's words.
  public var description: String

  /// Takes the reason.
  public init(_ description: String) {
    self.description = description
  }
}
