extension Verdict {
  /// The verdict as one line of JSON, without the line break.
  ///
  /// `{"time","host","status","score","pValue","grade","contributions":[{"metric","value",
  /// "expected","low","high","share"}],"reason"}`: time in seconds since the epoch; numbers in the
  /// shortest form that reads back the same; null for what is missing.
  public var jsonLine: String {
    var text = #"{"time":\#(time),"host":"#
    JSONText.append(host, to: &text)
    text += #","status":"\#(status.rawValue)","score":"#
    JSONText.append(score, to: &text)
    text += #","pValue":"#
    JSONText.append(pValue, to: &text)
    text += #","grade":"#
    JSONText.append(grade, to: &text)
    text += #","contributions":["#
    for (index, contribution) in contributions.enumerated() {
      text += index == 0 ? #"{"metric":"# : #",{"metric":"#
      JSONText.append(contribution.metric, to: &text)
      let numbers: [(name: String, value: Double)] = [
        ("value", contribution.value), ("expected", contribution.expected),
        ("low", contribution.low), ("high", contribution.high), ("share", contribution.share),
      ]
      for number in numbers {
        text += #","\#(number.name)":"#
        JSONText.append(number.value, to: &text)
      }
      text += "}"
    }
    text += #"],"reason":"#
    if let reason { JSONText.append(reason, to: &text) } else { text += "null" }
    return text + "}"
  }
}
