internal import Synchronization

/// Draws every entity of an evaluation as it is run, for an ``EvaluationReport``.
public final class EntityPictures: EvaluationObserver {
  /// Pictures show the metrics that are to blame.
  public let needsExplanations = true
  private let budget: Int
  private let drawn = Mutex<[String: EntityPicture]>([:])

  /// Makes an observer that has seen nothing.
  ///
  /// - Parameter entityCount: How many entities will share the page.
  public init(entityCount: Int) {
    budget = EntityPicture.budget(entityCount: entityCount)
  }

  /// Draws an entity.
  public func observe(_ entity: DatasetEntity, _ runs: [NamedRun]) {
    let picture = EntityPicture(of: entity, runs: runs, budget: budget)
    drawn.withLock { $0[entity.name] = picture }
  }

  /// The report of an evaluation that was observed.
  public func report(of result: EvaluationResult) -> EvaluationReport {
    let names = result.detectors.first?.entities.map(\.name) ?? []
    return EvaluationReport(
      result: result, pictures: drawn.withLock { drawn in names.compactMap { drawn[$0] } })
  }
}
