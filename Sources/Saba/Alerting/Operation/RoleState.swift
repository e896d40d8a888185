/// What is known of a host in a role.
struct HostRecord: Sendable, Codable {
  /// The end of the last interval that was judged, or when it was first expected.
  var lastJudged: Int
  /// Whether the last verdict was one.
  var isKnown = false
  /// Whether it was told that the host is unknown.
  var isToldUnknown = false
  /// Whether a downtime suppressed what is still going on.
  var isSuppressed = false
  /// When people were last to be told of its alert.
  var toldAt: Int?
  /// Whether they were told of it.
  var wasNotified = false
  /// The incident that its alert belongs to, by what was said when it opened.
  var destination: AlertGroupRecorder.Destination?
}

/// What is known of a role.
struct RoleState: Sendable, Codable {
  var recorder = AlertRecorder(keepsClosed: false)
  var hosts: [String: HostRecord] = [:]
  /// The length of the intervals that are judged, in seconds.
  var interval = 0
  /// The number of hosts whose last verdict was one.
  var judgedCount = 0

  /// Changes what is known of a host, and keeps count.
  mutating func update(_ host: String, expectedAt time: Int, _ body: (inout HostRecord) -> Void) {
    let before = hosts[host]?.isKnown ?? false
    body(&hosts[host, default: HostRecord(lastJudged: time)])
    let after = hosts[host]?.isKnown ?? false
    judgedCount += (after ? 1 : 0) - (before ? 1 : 0)
  }

  /// Forgets a host, and keeps count.
  mutating func remove(_ host: String) {
    if hosts.removeValue(forKey: host)?.isKnown ?? false { judgedCount -= 1 }
  }
}
