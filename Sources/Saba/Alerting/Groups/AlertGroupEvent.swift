/// A change in an incident.
public struct AlertGroupEvent: Sendable, Hashable {
  /// What has changed.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The first alert has opened.
    case opened
    /// A warning has become critical.
    case escalated
    /// It has reached more of the role: see ``AlertGroup/Extent``.
    case spread
    /// It is still open, and time to say so again.
    case reminded
    /// The last alert has closed.
    case closed
  }

  /// What has changed.
  public var kind: Kind
  /// The incident as it is now.
  public var group: AlertGroup
  /// Whether nobody is to be notified: every alert in it is silent.
  public var isSilent: Bool

  /// The event as one line of JSON, without the line break.
  ///
  /// `{"event","group","name","status","extent","firstHost","hosts","hostCount","peakCount",
  /// "judgedCount","openedAt","closedAt","durationSeconds","silent","culprits":[{"metric","share"}],
  /// "reason"}`: times in seconds since the epoch; `closedAt` and `durationSeconds` are null before it has
  /// closed.
  public var jsonLine: String {
    func orNull(_ number: Int?) -> String { number.map { "\($0)" } ?? "null" }
    let hosts = group.hosts
    var text = #"{"event":"\#(kind.rawValue)","group":\#(group.number),"name":"#
    JSONText.append(group.name, to: &text)
    text += #","status":"\#(group.status.rawValue)","extent":"\#(group.extent)","firstHost":"#
    JSONText.append(group.firstHost ?? "", to: &text)
    text += #","hosts":["# + hosts.map(JSONText.quoted).joined(separator: ",")
    text += #"],"hostCount":\#(hosts.count),"peakCount":\#(group.peakCount),"#
    text += #""judgedCount":\#(group.judgedCount),"openedAt":\#(group.openedAt),"#
    text += #""closedAt":\#(orNull(group.closedAt)),"durationSeconds":\#(orNull(group.duration)),"#
    text += #""silent":\#(isSilent),"culprits":["#
    for (index, culprit) in group.culprits.enumerated() {
      text += index == 0 ? #"{"metric":"# : #",{"metric":"#
      JSONText.append(culprit.metric, to: &text)
      text += #","share":"#
      JSONText.append(culprit.share, to: &text)
      text += "}"
    }
    text += #"],"reason":"#
    JSONText.append(group.sentence, to: &text)
    return text + "}"
  }
}
