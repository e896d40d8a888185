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
  /// The detectors, in the order of the result.
  public let detectors: [any EvaluatedDetector]
  /// How many entities run at once.
  public let jobs: Int
  /// Where the scores of every row go, if anywhere.
  public let scoreFiles: ScoreFiles?

  /// Sets up an evaluation.
  ///
  /// - Parameters:
  ///   - dataset: The data.
  ///   - detectors: At least one, of different names.
  ///   - jobs: How many entities run at once; by default one a processor.
  ///   - scoreFiles: Where to write the score of every row.
  public init(
    dataset: Dataset, detectors: [any EvaluatedDetector], jobs: Int? = nil,
    scoreFiles: ScoreFiles? = nil
  ) {
    precondition(
      !detectors.isEmpty && Set(detectors.map(\.name)).count == detectors.count,
      "at least one detector, and no name twice")
    self.dataset = dataset
    self.detectors = detectors
    self.jobs = max(jobs ?? ProcessInfo.processInfo.activeProcessorCount, 1)
    self.scoreFiles = scoreFiles
  }

  /// Runs all detectors on all entities.
  ///
  /// - Parameter progress: Called after every entity, in no particular order of names, with how
  ///   many are done, how many there are, and the name of the one just done.
  /// - Returns: The results, in the order of detectors and entities.
  /// - Throws: ``InputError`` for a file that cannot be read or written, or ``EvaluationError`` for
  ///   a detector that gave up; the first that happens.
  public func run(
    progress: (_ done: Int, _ total: Int, _ name: String) -> Void = { _, _, _ in }
  ) async throws -> EvaluationResult {
    let total = dataset.entityNames.count
    var scores = [[EntityScore]](repeating: [], count: total)
    try await withThrowingTaskGroup(of: (Int, [EntityScore]).self) { group in
      var next = 0
      func addNext() {
        guard next < total else { return }
        let index = next
        next += 1
        group.addTask { (index, try evaluate(dataset.entityNames[index])) }
      }
      for _ in 0..<jobs { addNext() }
      var done = 0
      while let (index, result) = try await group.next() {
        scores[index] = result
        done += 1
        progress(done, total, dataset.entityNames[index])
        addNext()
      }
    }
    return EvaluationResult(
      dataset: dataset.manifest.name, layout: dataset.manifest.layout,
      detectors: detectors.enumerated().map { position, detector in
        DetectorResult(name: detector.name, scores: scores.map { $0[position] })
      })
  }

  private func evaluate(_ name: String) throws -> [EntityScore] {
    let entity = try dataset.entity(named: name)
    return try detectors.enumerated().map { position, detector in
      let run: DetectorRun
      var unjudged: String?
      do {
        run = try detector.run(on: entity, explaining: false)
      } catch let refusal as CannotJudge {
        unjudged = refusal.description
        run = .silent(on: entity)
      } catch {
        throw EvaluationError(entity: name, detector: detector.name, reason: "\(error)")
      }
      try scoreFiles?.write(
        run.scores, entity: name, detector: position == 0 ? nil : detector.name)
      return EntityScore(of: run, on: entity, unjudged: unjudged)
    }
  }
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
