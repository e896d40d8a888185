extension RoleChange {
  /// The change as one line of JSON, without the line break.
  ///
  /// `{"event":"roleChanged","since","hostCount","metrics":[{"name","before","after","hostCount"}],
  /// "reason"}`: beside the lines of ``AlertEvent/jsonLine(by:)``, which have other events.
  public var jsonLine: String { jsonLine(of: nil) }

  /// The change as ``jsonLine``, with a member `"role"` behind the event.
  ///
  /// - Parameter role: The role of a fleet that has changed.
  /// - Returns: The line.
  public func jsonLine(of role: RoleName?) -> String {
    var text = #"{"event":"roleChanged""#
    if let role {
      text += #","role":"#
      JSONText.append(role.description, to: &text)
    }
    text += #","since":\#(since),"hostCount":\#(hostCount),"metrics":["#
    for (index, metric) in metrics.enumerated() {
      text += index == 0 ? #"{"name":"# : #",{"name":"#
      JSONText.append(metric.name, to: &text)
      text += #","before":"#
      JSONText.append(metric.before, to: &text)
      text += #","after":"#
      JSONText.append(metric.after, to: &text)
      text += #","hostCount":\#(metric.hostCount)}"#
    }
    text += #"],"reason":"#
    JSONText.append(sentence, to: &text)
    return text + "}"
  }
}
