extension Verdict {
  /// The verdict as one line of JSON, without the line break.
  ///
  /// `{"time","host","status","score","pValue","grade","contributions":[{"metric","value",
  /// "expected","low","high","share"}],"reason"}`: time in seconds since the epoch; numbers in the
  /// shortest form that reads back the same; null for what is missing.
  public var jsonLine: String { jsonLine(of: nil) }

  /// The verdict as one line of JSON, without the line break; with a role as ``jsonLine``, with a member
  /// `"role"` behind the host.
  ///
  /// - Parameter role: The role of a fleet by whose model the host was judged.
  /// - Returns: The line.
  public func jsonLine(of role: RoleName?) -> String {
    var text = #"{"time":\#(time),"host":"#
    JSONText.append(host, to: &text)
    if let role {
      text += #","role":"#
      JSONText.append(role.description, to: &text)
    }
    text += #","status":"\#(status.rawValue)","score":"#
    JSONText.append(score, to: &text)
    text += #","pValue":"#
    JSONText.append(pValue, to: &text)
    text += #","grade":"#
    JSONText.append(grade, to: &text)
    text += #","contributions":"#
    JSONText.append(contributions, to: &text)
    text += #","reason":"#
    if let reason { JSONText.append(reason, to: &text) } else { text += "null" }
    return text + "}"
  }
}

extension JSONText {
  /// Appends an array of contributions.
  static func append(_ contributions: [Verdict.Contribution], to text: inout String) {
    text += "["
    for (index, contribution) in contributions.enumerated() {
      text += index == 0 ? #"{"metric":"# : #",{"metric":"#
      append(contribution.metric, to: &text)
      let numbers: [(name: String, value: Double)] = [
        ("value", contribution.value), ("expected", contribution.expected),
        ("low", contribution.low), ("high", contribution.high), ("share", contribution.share),
      ]
      for number in numbers {
        text += #","\#(number.name)":"#
        append(number.value, to: &text)
      }
      text += "}"
    }
    text += "]"
  }
}
