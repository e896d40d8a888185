#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The time by the machine's clock.
enum WallClock {
  /// Seconds since the epoch.
  static var now: Int { time(nil) }
}
