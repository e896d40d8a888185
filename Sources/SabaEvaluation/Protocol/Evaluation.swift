internal import Saba
internal import Synchronization

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Detectors over a labelled data set: every detector on every entity, on all cores.
///
/// Entities are read when their turn comes, so that only as many are in memory as run at once.
/// The result does not depend on how many that are, but for the times in it.
public struct Evaluation: Sendable {
  /// The data.
  public let dataset: Dataset
  /// The entities that are run, in order.
  public let entityNames: [String]
  /// The detectors, in the order of the result.
  public let detectors: [any EvaluatedDetector]
  /// How many entities run at once.
  public let jobs: Int
  /// Who looks on.
  public let observers: [any EvaluationObserver]
  /// Whether point-adjusted figures are computed too.
  public let includesPointAdjusted: Bool
  /// What gets lost of the parts to judge; nil for nothing.
  public let loss: RandomLoss?

  /// Sets up an evaluation.
  ///
  /// - Parameters:
  ///   - dataset: The data.
  ///   - entityNames: Which of its entities; nil for all.
  ///   - detectors: At least one, of different names.
  ///   - jobs: How many entities run at once; by default one a processor.
  ///   - observers: Who looks on; an error of one ends the evaluation.
  ///   - includesPointAdjusted: Whether to add figures that are good for nothing but comparison with
  ///     papers.
  ///   - loss: What gets lost of the parts to judge.
  public init(
    dataset: Dataset, entityNames: [String]? = nil, detectors: [any EvaluatedDetector],
    jobs: Int? = nil, observers: [any EvaluationObserver] = [], includesPointAdjusted: Bool = false,
    loss: RandomLoss? = nil
  ) {
    precondition(
      !detectors.isEmpty && Set(detectors.map(\.name)).count == detectors.count,
      "at least one detector, and no name twice")
    self.dataset = dataset
    self.entityNames = entityNames ?? dataset.entityNames
    self.detectors = detectors
    self.jobs = max(jobs ?? ProcessInfo.processInfo.activeProcessorCount, 1)
    self.observers = observers
    self.includesPointAdjusted = includesPointAdjusted
    self.loss = loss
  }

  /// Runs all detectors on all entities.
  ///
  /// - Parameter progress: Called after every detector on every entity, one call at a time, in no
  ///   particular order of names.
  /// - Returns: The results, in the order of detectors and entities.
  /// - Throws: ``InputError`` for a file that cannot be read or written, ``EvaluationError`` for
  ///   a detector that gave up, whatever an observer throws; the first that happens. Once the task is
  ///   cancelled, `CancellationError`, after the detectors that run at that time.
  public func run(
    progress: @escaping @Sendable (EvaluationProgress) -> Void = { _ in }
  ) async throws -> EvaluationResult {
    let total = entityNames.count
    let done = Mutex(0)
    let step: @Sendable (String, String) -> Void = { entity, detector in
      done.withLock { done in
        done += 1
        progress(
          EvaluationProgress(
            doneCount: done, totalCount: total * detectors.count, entity: entity,
            detector: detector))
      }
    }
    var scores = [[EntityScore]](repeating: [], count: total)
    try await withThrowingTaskGroup(of: (Int, [EntityScore]).self) { group in
      var next = 0
      func addNext() {
        guard next < total else { return }
        let index = next
        next += 1
        group.addTask { (index, try evaluate(entityNames[index], step)) }
      }
      for _ in 0..<min(jobs, total) { addNext() }
      while let (index, result) = try await group.next() {
        scores[index] = result
        addNext()
      }
    }
    return EvaluationResult(
      dataset: dataset.name, layout: dataset.layout,
      detectors: detectors.enumerated().map { position, detector in
        DetectorResult(
          name: detector.name, scores: scores.map { $0[position] },
          first: position == 0 ? nil : scores.map { $0[0] })
      })
  }

  private func evaluate(
    _ name: String, _ step: (_ entity: String, _ detector: String) -> Void
  ) throws -> [EntityScore] {
    try Task.checkCancellation()
    var entity = try dataset.entity(named: name)
    if let loss { entity = entity.losing(loss) }
    let isExplained = observers.contains(where: \.needsExplanations)
    let explaining = isExplained || !entity.interpretations.isEmpty
    var runs: [NamedRun] = []
    var scores: [EntityScore] = []
    for detector in detectors {
      try Task.checkCancellation()
      var unjudged: String?
      let run: DetectorRun
      do {
        run = try detector.run(on: entity, explaining: explaining)
      } catch let refusal as CannotJudge {
        unjudged = refusal.description
        run = .silent(on: entity)
      } catch let error as InputError {
        throw error
      } catch {
        throw EvaluationError(entity: name, detector: detector.name, reason: "\(error)")
      }
      runs.append(NamedRun(name: detector.name, run: run))
      scores.append(
        EntityScore(
          of: run, on: entity, unjudged: unjudged, includesPointAdjusted: includesPointAdjusted,
          isNAB: dataset.layout == "nab"))
      step(name, detector.name)
    }
    for observer in observers { try observer.observe(entity, runs) }
    return scores
  }
}

/// How far an evaluation is.
public struct EvaluationProgress: Sendable, Hashable {
  /// How many runs are done, each of a detector on an entity.
  public let doneCount: Int
  /// How many there are.
  public let totalCount: Int
  /// The entity of the run just done.
  public let entity: String
  /// The detector of the run just done.
  public let detector: String
}

/// A detector that could not judge an entity.
public struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The entity's name.
  public var entity: String
  /// The detector's name.
  public var detector: String
  /// Why, in the detector's words.
  public var reason: String

  /// One line: entity, detector, reason.
  public var description: String { "\(entity): detector \(detector): \(reason)" }
}
