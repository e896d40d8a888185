/// A change in a host's alert.
public struct AlertEvent: Sendable, Hashable {
  /// What has changed.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The host has come into warning or critical.
    case opened
    /// A warning has become critical.
    case escalated
    /// The host is well again.
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
  /// shortest form that reads back the same.
  ///
  /// - Parameter model: The model by which the host was judged.
  /// - Returns: The line.
  public func jsonLine(by model: RoleModel) -> String {
    var text = #"{"event":"\#(kind.rawValue)","host":"#
    JSONText.append(alert.host, to: &text)
    text += #","status":"\#(alert.status.rawValue)","openedAt":\#(alert.openedAt),"closedAt":"#
    text += alert.closedAt.map { "\($0)" } ?? "null"
    text += #","durationSeconds":"# + (alert.closedAt.map { "\($0 - alert.openedAt)" } ?? "null")
    text += #","peakScore":"#
    JSONText.append(alert.peakScore, to: &text)
    text += #","leastPValue":"#
    JSONText.append(alert.leastPValue, to: &text)
    text += #","culprits":"#
    JSONText.append(alert.culprits, to: &text)
    text += #","reason":"#
    JSONText.append(alert.sentence(by: model), to: &text)
    return text + "}"
  }
}
