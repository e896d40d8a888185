/// A change in a host's alert.
public struct AlertEvent: Sendable, Hashable {
  /// What has changed.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The host has come into warning or critical.
    case opened
    /// A warning has become critical.
    case escalated
    /// The alert is still open, and time to say so again.
    case reminded
    /// The host is well again, or the alert has ended for another reason.
    case closed
  }

  /// What has changed.
  public var kind: Kind
  /// The alert as it is now.
  public var alert: Alert

  /// The event as one line of JSON, without the line break.
  ///
  /// `{"event","host","status","openedAt","closedAt","durationSeconds","closeReason","peakScore",
  /// "leastPValue","culprits":[{"metric","value","expected","low","high","share"}],
  /// "leads":[{"time","metric"}],"reason"}`: times in seconds since the epoch; `closedAt`,
  /// `durationSeconds` and `closeReason` are null before the alert has closed; numbers in the shortest
  /// form that reads back the same.
  ///
  /// - Parameter model: The model by which the host was judged.
  /// - Returns: The line.
  public func jsonLine(by model: RoleModel) -> String {
    var text = #"{"event":"\#(kind.rawValue)","host":"#
    JSONText.append(alert.host, to: &text)
    text += #","status":"\#(alert.status.rawValue)","openedAt":\#(alert.openedAt),"closedAt":"#
    text += alert.closedAt.map { "\($0)" } ?? "null"
    text += #","durationSeconds":"# + (alert.duration.map { "\($0)" } ?? "null")
    text += #","closeReason":"# + (alert.closeReason.map { #""\#($0.rawValue)""# } ?? "null")
    text += #","peakScore":"#
    JSONText.append(alert.peakScore, to: &text)
    text += #","leastPValue":"#
    JSONText.append(alert.leastPValue, to: &text)
    text += #","culprits":"#
    JSONText.append(alert.culprits, to: &text)
    text += #","leads":["#
    for (index, lead) in alert.leads.enumerated() {
      text += #"\#(index == 0 ? "" : ","){"time":\#(lead.time),"metric":"#
      JSONText.append(lead.metric, to: &text)
      text += "}"
    }
    text += #"],"reason":"#
    JSONText.append(alert.sentence(by: model), to: &text)
    return text + "}"
  }
}
