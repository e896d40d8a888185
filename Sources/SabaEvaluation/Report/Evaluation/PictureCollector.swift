internal import Synchronization

/// Draws every entity of an evaluation as soon as it is scored, for an ``EvaluationReport``.
public final class PictureCollector: EvaluationObserver {
  /// true: charts show the expected band, and whom alerts blame.
  public let needsExplanations = true
  private let budget: Int
  private let pictures = Mutex<[String: EntityPicture]>([:])

  /// Makes a collector.
  ///
  /// - Parameter entityCount: The number of entities that will be drawn, for which the page has room.
  public init(entityCount: Int) {
    budget = EntityPicture.budget(entityCount: entityCount)
  }

  /// Draws an entity.
  public func observe(_ entity: DatasetEntity, _ runs: [NamedRun]) {
    let picture = EntityPicture(of: entity, runs: runs, budget: budget)
    pictures.withLock { $0[entity.name] = picture }
  }

  /// The report on an evaluation's result, with what was drawn of its entities.
  public func report(on result: EvaluationResult) -> EvaluationReport {
    let names = result.detectors.first?.entities.map(\.name) ?? []
    return pictures.withLock { pictures in
      EvaluationReport(result: result, pictures: names.compactMap { pictures[$0] })
    }
  }
}
