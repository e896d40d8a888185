internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Whether SIGTERM or SIGINT has come, as something that can be waited for together with input.
///
/// The first one asks for an end in good order; a second one kills, which a stream with a state survives
/// as well.
struct StopSignal {
  /// Can be read from once a signal has come.
  let descriptor: Int32

  /// Begins to listen; once in a process.
  init() throws(InputError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw InputError(
        .inputOutput, at: .init(path: "signals"),
        "cannot make a pipe: \(String(cString: strerror(errno)))", cure: "close other programs")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    descriptor = ends[0]
    unsafe wakeEnd = ends[1]
    // Who starts this process may have them blocked.
    var heard = sigset_t()
    sigemptyset(&heard)
    for number in [SIGTERM, SIGINT] {
      sigaddset(&heard, number)
      signal(number) { number in
        var byte: UInt8 = 0
        _ = unsafe write(wakeEnd, &byte, 1)
        signal(number, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    // Output that nobody reads any more is an error like others, after which the state is kept.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Waits until a file is ready, a signal has come, or some time has passed.
  ///
  /// - Parameters:
  ///   - file: Its descriptor.
  ///   - events: POLLIN or POLLOUT.
  ///   - milliseconds: How long to wait at most; -1 for ever.
  /// - Returns: Which of them it was.
  func wait(for file: Int32, _ events: Int32, milliseconds: Int32 = -1) -> Readiness {
    var wanted = [
      pollfd(fd: file, events: Int16(events), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let count = poll(&wanted, 2, milliseconds)
      if count < 0 && errno == EINTR { continue }
      return Readiness(file: wanted[0].revents != 0, stop: wanted[1].revents != 0)
    }
  }

  /// What is ready; nothing when the time is up.
  struct Readiness {
    var file: Bool
    var stop: Bool
  }
}

/// Where the handler writes to: all that it may touch.
nonisolated(unsafe) private var wakeEnd: Int32 = -1
