extension RoleChange {
  /// The change as one line of JSON, without the line break.
  ///
  /// `{"event":"roleChanged","since","hostCount","metrics":[{"name","before","after","hostCount"}],
  /// "reason"}`: beside the lines of ``AlertEvent/jsonLine(by:)``, which have other events.
  public var jsonLine: String {
    var text = #"{"event":"roleChanged","since":\#(since),"hostCount":\#(hostCount),"metrics":["#
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
