internal import Saba
internal import Synchronization

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Runs of a check on many simulated roles, some at once.
enum SimulatedRuns {
  /// Runs a check on each role.
  ///
  /// - Parameters:
  ///   - roles: What to run it on.
  ///   - jobs: How many at once; nil for one a processor.
  ///   - name: What an error calls a role.
  ///   - run: The check.
  ///   - progress: Called after every role, one call at a time, in no particular order.
  /// - Returns: The results, in the order of the roles.
  /// - Throws: ``EvaluationError`` for the first role that cannot be learnt. Once the task is cancelled,
  ///   `CancellationError`, after the roles that run at that time.
  static func results<Role: Sendable, Result: Sendable>(
    of roles: [Role], jobs: Int?, name: @escaping @Sendable (Role) -> String,
    run: @escaping @Sendable (Role) throws(TrainingError) -> Result,
    progress: @escaping @Sendable (_ doneCount: Int, _ role: Role, _ result: Result) -> Void
  ) async throws -> [Result] {
    let doneCount = Mutex(0)
    let uncancelled: @Sendable (Role) throws -> Result = { role in
      try Task.checkCancellation()
      let result: Result
      do throws(TrainingError) {
        result = try run(role)
      } catch {
        throw EvaluationError(entity: name(role), detector: "role", reason: "\(error)")
      }
      doneCount.withLock { doneCount in
        doneCount += 1
        progress(doneCount, role, result)
      }
      return result
    }
    var results = [Result?](repeating: nil, count: roles.count)
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var next = 0
      func addNext() {
        guard next < roles.count else { return }
        let index = next
        next += 1
        group.addTask { (index, try uncancelled(roles[index])) }
      }
      let jobs = max(jobs ?? ProcessInfo.processInfo.activeProcessorCount, 1)
      for _ in 0..<min(jobs, roles.count) { addNext() }
      while let (index, result) = try await group.next() {
        results[index] = result
        addNext()
      }
    }
    return results.compactMap(\.self)
  }
}
