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
  /// `{"event","host","status","openedAt","closedAt","durationSeconds","peakScore","leastPValue",
  /// "culprits":[{"metric","value","expected","low","high","share"}],"reason"}`: times in seconds since
  /// the epoch; `closedAt` and `durationSeconds` are null before the alert has closed; numbers in the
  /// shortest form that reads back the same. With a context follow
  /// `"role","monitor","group","silent","closeReason","leads":[{"time","metric"}]`, where `monitor`,
  /// `group` and `closeReason` may be null.
  ///
  /// - Parameters:
  ///   - model: The model by which the host was judged.
  ///   - context: What the alert belongs to in a fleet.
  /// - Returns: The line.
  public func jsonLine(by model: RoleModel, context: AlertContext? = nil) -> String {
    var text = #"{"event":"\#(kind.rawValue)","host":"#
    JSONText.append(alert.host, to: &text)
    text += #","status":"\#(alert.status.rawValue)","openedAt":\#(alert.openedAt),"closedAt":"#
    text += alert.closedAt.map { "\($0)" } ?? "null"
    text += #","durationSeconds":"# + (alert.duration.map { "\($0)" } ?? "null")
    text += #","peakScore":"#
    JSONText.append(alert.peakScore, to: &text)
    text += #","leastPValue":"#
    JSONText.append(alert.leastPValue, to: &text)
    text += #","culprits":"#
    JSONText.append(alert.culprits, to: &text)
    text += #","reason":"#
    JSONText.append(alert.sentence(by: model), to: &text)
    if let context { append(context, to: &text) }
    return text + "}"
  }

  /// Appends what an alert has in a fleet.
  private func append(_ context: AlertContext, to text: inout String) {
    text += #","role":"#
    JSONText.append(context.role.description, to: &text)
    text += #","monitor":"# + (context.monitor.map(JSONText.quoted) ?? "null")
    text += #","group":"# + (context.group.map { "\($0)" } ?? "null")
    text += #","silent":\#(context.isSilent),"closeReason":"#
    text += alert.closeReason.map { JSONText.quoted($0.rawValue) } ?? "null"
    text += #","leads":["#
    for (index, lead) in alert.leads.enumerated() {
      text += #"\#(index == 0 ? "" : ","){"time":\#(lead.time),"metric":"#
      JSONText.append(lead.metric, to: &text)
      text += "}"
    }
    text += "]"
  }
}
