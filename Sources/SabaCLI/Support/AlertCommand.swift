internal import Dispatch
internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Runs the user's command for what happens to alerts.
///
/// The shell is given the user's words alone; what is told about an alert comes on standard input, so
/// that no host's or metric's name is ever read as a command. Commands run one after another, in the
/// order of events, beside the judging.
struct AlertCommand: Sendable {
  /// What the shell is given.
  let words: String
  private let queue = DispatchQueue(label: "saba.alert-command")

  /// After how many seconds a command is ended.
  static let timeLimit = 60

  init(_ words: String) { self.words = words }

  /// Runs the command; it need not have ended, nor begun, when this returns.
  ///
  /// - Parameters:
  ///   - line: Its standard input.
  ///   - event: What remarks on its failure call it.
  ///   - onEnd: Called when it has ended, or could not be run.
  func run(
    _ line: String, for event: String, onEnd: @escaping @Sendable () -> Void = {}
  ) {
    let words = words
    queue.async {
      defer { onEnd() }
      if let problem = Self.run(words, input: line + "\n") {
        StandardError.print(Text.printable("--on-alert, \(event): \(problem)"))
      }
    }
  }

  /// Waits until every command has ended.
  func finish() { queue.sync {} }

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - words: What the shell is given.
  ///   - input: Its standard input; what it prints goes to standard error, as standard output is for
  ///     the verdicts.
  /// - Returns: What went wrong, if anything did.
  private static func run(_ words: String, input: String) -> String? {
    // A file and no pipe: a command that does not read its input must not stop anything.
    guard let file = tmpfile() else { return "no temporary file: \(lastError)" }
    defer { fclose(file) }
    let bytes = Array(input.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0 else {
      return "cannot write a temporary file: \(lastError)"
    }
    rewind(file)
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    // A group of its own, so that it can be ended with all that it has started; and signals that this
    // process ignores or blocks shall do there what they usually do.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    var ignored = sigset_t()
    sigemptyset(&ignored)
    posix_spawnattr_setsigmask(&attributes, &ignored)
    sigaddset(&ignored, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, fileno(file), STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    var child = pid_t()
    let arguments = (["sh", "-c", words] as [String]).map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    let failure = posix_spawn(
      &child, "/bin/sh", &actions, &attributes, arguments + [nil], environ)
    if failure != 0 { return "cannot start a shell: \(String(cString: strerror(failure)))" }
    return wait(for: child)
  }

  private static func wait(for child: pid_t) -> String? {
    let deadline = ContinuousClock.now + .seconds(timeLimit)
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { break }
      if ended < 0 && errno != EINTR { return "cannot wait for it: \(lastError)" }
      if ContinuousClock.now > deadline {
        kill(-child, SIGKILL)
        waitpid(child, &status, 0)
        return "not ended after \(timeLimit) s, so it was killed"
      }
      usleep(2000)
    }
    // As <sys/wait.h> has it, whose macros Swift does not see.
    let signal = status & 0x7f
    if signal != 0 { return "ended by signal \(signal)" }
    let code = (status >> 8) & 0xff
    return code == 0 ? nil : "ended with status \(code)"
  }

  private static var lastError: String { String(cString: strerror(errno)) }
}
