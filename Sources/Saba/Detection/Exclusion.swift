/// A stretch of time that shall not teach, such as a known incident.
public struct Exclusion: Sendable, Hashable {
  /// The rows that begin in it are left out; in seconds since the epoch.
  public var range: Range<Int>
  /// The host whose rows they are; nil for all hosts.
  public var host: String?

  /// Excludes a stretch of time of one host or of all.
  public init(_ range: Range<Int>, host: String? = nil) {
    self.range = range
    self.host = host
  }

  /// Whether it leaves out what begins at a time on a host.
  public func contains(_ time: Int, host: String) -> Bool {
    range.contains(time) && (self.host == nil || self.host == host)
  }
}
