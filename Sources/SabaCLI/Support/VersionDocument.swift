internal import Saba
internal import SabaEvaluation

/// A version of a role's models, as tables and JSON have it.
struct VersionDocument: Encodable {
  var role: String
  var version: Int
  var isCurrent: Bool
  var trainedAt: Int
  var reason: String
  @OrNull var changedAt: Int?
  @OrNull var note: String?
  var from: Int
  var to: Int
  var hosts: Int
  var metrics: Int
  /// Since when it is current; nil for one that is not.
  @OrNull var currentSince: Int?
  /// The version that it took the place of, where somebody went back to this one.
  @OrNull var revertedFrom: Int?

  init(_ version: ModelStore.Version, of role: String, in contents: ModelStore.Contents) {
    let isCurrent = version == contents.current
    self.role = role
    self.version = version.number
    self.isCurrent = isCurrent
    trainedAt = version.trainedAt
    reason = version.reason.name
    _changedAt = OrNull(wrappedValue: version.reason.changedAt)
    _note = OrNull(wrappedValue: version.note)
    from = version.from
    to = version.to
    hosts = version.hostCount
    metrics = version.metricCount
    _currentSince = OrNull(wrappedValue: isCurrent ? contents.since : nil)
    _revertedFrom = OrNull(wrappedValue: isCurrent ? contents.revertedFrom : nil)
  }

  static func lines(_ versions: [VersionDocument]) -> [String] {
    if versions.isEmpty { return ["no models"] }
    var rows = [["role", "version", "trained", "from", "to", "hosts", "metrics", "why"]]
    for version in versions {
      rows.append([
        version.role, "\(version.version)\(version.isCurrent ? "*" : "")",
        Text.time(version.trainedAt), Text.time(version.from), Text.time(version.to),
        "\(version.hosts)", "\(version.metrics)", version.why,
      ])
    }
    return AlignedColumns.lines(rows)
  }

  private var why: String {
    var text = reason
    if let changedAt { text += " at \(Text.time(changedAt))" }
    if let note { text += ": \(note)" }
    if let revertedFrom, let currentSince {
      text += " (reverted from \(revertedFrom) at \(Text.time(currentSince)))"
    }
    return text
  }
}
