internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Work shared out over the processors.
package enum Parallel {
  /// The number of processors in use.
  package static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Calls a closure for each index, several at a time, and gives the results in order.
  ///
  /// - Parameters:
  ///   - count: The number of calls.
  ///   - threadCount: At most as many at a time; 1 runs them one after the other.
  ///   - body: Independent of the order.
  /// - Returns: One result an index; the same whatever the number of threads.
  package static func map<Result: Sendable>(
    _ count: Int, threadCount: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    if count <= 1 || threadCount <= 1 { return (0..<count).map(body) }
    let next = Atomic<Int>(0)
    let results = Mutex<[Result?]>([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: min(threadCount, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        let result = body(index)
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
