internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Lets long work end in good order when Ctrl-C is pressed.
enum Interruption {
  /// The exit status of a command that was interrupted.
  static let status: Int32 = 130

  /// Runs work that is cancelled at the first SIGINT; a second one ends the command at once.
  ///
  /// - Parameters:
  ///   - work: Looks for its cancellation.
  ///   - onFirst: Called when the first one comes.
  /// - Returns: What the work returns.
  /// - Throws: What the work throws; `CancellationError` if it stopped because it was cancelled.
  static func guarding<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result,
    onFirst: @escaping @Sendable () -> Void
  ) async throws -> Result {
    // A source sees the signal only if the default action, which is death, is off.
    signal(SIGINT, SIG_IGN)
    // A queue of its own has a thread of its own: the work may hold all those of the global one.
    let source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: DispatchQueue(label: "saba.interruption"))
    // Until the source listens a signal is lost: the work begins after that.
    let (listening, listens) = AsyncStream.makeStream(of: Void.self)
    source.setRegistrationHandler { listens.finish() }
    let task = Task {
      for await _ in listening {}
      return try await work()
    }
    source.setEventHandler {
      // Signals that came too fast are told at once.
      if task.isCancelled || source.data > 1 { _exit(status) }
      onFirst()
      task.cancel()
    }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    return try await task.value
  }
}
