/// One incident: alerts of several hosts that were open together.
///
/// It begins with the first alert and ends when the last one closes.
public struct AlertGroup: Sendable, Hashable, Codable {
  /// How much of the role an incident has reached.
  ///
  /// Counted are the hosts in alert at one time, at the time when they were the most, against the hosts
  /// of their roles that were being judged then.
  public enum Extent: Int, Sendable, Hashable, CaseIterable, Codable {
    /// Only one host has ever been in it.
    case oneHost
    /// Two or more hosts, but never half of those that were judged at one time.
    case severalHosts
    /// Two or more hosts at one time, and at least half of those that were judged.
    case roleWide
  }

  /// A host's part in an incident: its alerts of one role, which may close and open again.
  public struct Member: Sendable, Hashable, Codable {
    /// The host.
    public var host: String
    /// The role by whose model it was judged.
    public var role: RoleName
    /// When its first alert opened, in seconds since the epoch.
    public var openedAt: Int
    /// When its last alert closed; nil while one is open.
    public var closedAt: Int?
    /// The worst status reached.
    public var status: Verdict.Status
    /// The number of its alerts.
    public var alertCount: Int
    /// The highest score reached.
    public var peakScore: Double
    /// The share of the blame of each metric in its last alert, the most to blame first.
    public var culprits: [Culprit]
  }

  /// A metric and its share of the blame.
  public struct Culprit: Sendable, Hashable, Codable {
    /// The metric.
    public var metric: String
    /// Its share, 0…1.
    public var share: Double
  }

  /// The incidents of a fleet are numbered from 1.
  public var number: Int
  /// What it is called: the setting's name, or the role's without a setting.
  public var name: String
  /// The id of the setting; nil where there is none.
  public var settingID: String?
  /// The hosts, in the order in which they joined: the first one was first.
  public var members: [Member]
  /// The time of the sample that opened the first alert, in seconds since the epoch.
  public var openedAt: Int
  /// When the last alert closed; nil while one is open.
  public var closedAt: Int?
  /// The worst status reached.
  public var status: Verdict.Status
  /// How far it has reached.
  public var extent: Extent
  /// The number of hosts in alert when they were the most.
  public var peakCount: Int
  /// The number of hosts of the members' roles that were judged then.
  public var judgedCount: Int

  /// The host that was first.
  public var firstHost: String? { members.first?.host }

  /// The hosts that have been in it, in the order in which they joined.
  public var hosts: [String] {
    var seen: Set<String> = []
    return members.map(\.host).filter { seen.insert($0).inserted }
  }

  /// The hosts that are in alert now.
  public var openCount: Int { Set(members.filter { $0.closedAt == nil }.map(\.host)).count }

  /// How long it lasted, in seconds; nil while it is open.
  public var duration: Int? { closedAt.map { $0 - openedAt } }

  /// The metrics to blame: the mean of their shares over the members, the most to blame first.
  public var culprits: [Culprit] {
    var sums: [String: Double] = [:]
    for culprit in members.lazy.flatMap(\.culprits) {
      sums[culprit.metric, default: 0] += culprit.share
    }
    let count = Double(max(1, members.count { !$0.culprits.isEmpty }))
    return sums.map { Culprit(metric: $0.key, share: $0.value / count) }
      .sorted { ($0.share, $1.metric) > ($1.share, $0.metric) }
  }

  /// The extent of so many hosts in alert at one time among those that are judged.
  static func extent(hostCount: Int, peakCount: Int, judgedCount: Int) -> Extent {
    if hostCount < 2 { return .oneHost }
    return peakCount >= 2 && 2 * peakCount >= judgedCount ? .roleWide : .severalHosts
  }
}

extension AlertGroup {
  /// The share of the first culprit's blame from which on another metric is named beside it.
  private static let leastShare = 0.5

  /// What happens, in one plain sentence without a full stop.
  public var sentence: String {
    let hosts = hosts
    let first = firstHost ?? "no host"
    var text: String
    switch extent {
    case .oneHost: text = judgedCount > 1 ? "\(first) alone of \(judgedCount) hosts" : first
    case .severalHosts: text = "\(hosts.count) of \(max(judgedCount, hosts.count)) hosts"
    case .roleWide: text = "role-wide, \(hosts.count) of \(max(judgedCount, hosts.count)) hosts"
    }
    text += " in \(name)"
    if let duration {
      text += hosts.count == 1 ? " was" : " were"
      text += " unusual for \(DurationText.text(duration))"
    } else {
      text += hosts.count == 1 ? " has" : " have"
      text += " been unusual since \(Timestamp.text(openedAt))"
    }
    if hosts.count > 1 { text += ", \(first) first" }
    let culprits = culprits
    let named = culprits.prefix(3).filter { culprit in
      culprit.share > 0 && culprit.share >= Self.leastShare * culprits[0].share
    }.map(\.metric)
    if !named.isEmpty { text += ", for \(named.joined(separator: " and "))" }
    return text
  }
}
