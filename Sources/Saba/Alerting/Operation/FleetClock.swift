/// The time in a fleet: what it was told, or what the newest points of its hosts say.
///
/// A host whose clock is ahead must not make all others seem late: of the hosts' times the newest counts
/// that another host has confirmed by one at least as late.
struct FleetClock: Sendable, Codable {
  /// The latest time that it was told.
  private var told: Int?
  /// The host whose interval ends last, and when; the host is nil once it is forgotten.
  private var newestHost: String?
  private var newest: Int?
  /// The latest end of an interval of any other host.
  private var confirmed: Int?

  /// The time, in seconds since the epoch; nil before there is any.
  var time: Int? {
    guard let seen = confirmed ?? newest else { return told }
    return max(seen, told ?? seen)
  }

  /// Takes a time; one earlier than another changes nothing.
  mutating func advance(to time: Int) { told = max(told ?? time, time) }

  /// Goes by what a clock shows now, even if it was set back; nil where there is none any more.
  mutating func set(to time: Int?) { told = time }

  /// Takes the end of an interval of a host.
  mutating func see(_ end: Int, of host: String) {
    if host == newestHost {
      newest = max(newest ?? end, end)
    } else if let newest, end <= newest {
      confirmed = max(confirmed ?? end, end)
    } else {
      confirmed = newest
      newest = end
      newestHost = host
    }
  }

  /// Forgets a host that is there no longer, and its clock with it.
  mutating func forget(_ host: String) {
    guard host == newestHost else { return }
    newestHost = nil
    newest = confirmed
    confirmed = nil
  }
}
