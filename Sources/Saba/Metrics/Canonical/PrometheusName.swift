/// A series' name as Prometheus writes it: `name`, or `name{label="value",…}`.
struct PrometheusName {
  let name: String
  let labels: [(name: String, value: String)]

  /// Takes a name apart; nil where it is not written so.
  ///
  /// - Parameter text: As Prometheus' text format has it; in values `\\`, `\"` and `\n` stand for a
  ///   backslash, a quote and a line feed.
  init?(_ text: String) {
    var rest = text.unicodeScalars[...]
    let name = Self.identifier(&rest, allowingColon: true)
    guard !name.isEmpty else { return nil }
    var labels: [(name: String, value: String)] = []
    if rest.popFirst("{") {
      while !rest.popFirst("}") {
        let label = Self.identifier(&rest, allowingColon: false)
        guard !label.isEmpty, rest.popFirst("="), rest.popFirst("\""),
          let value = Self.value(&rest), rest.popFirst(",") || rest.first == "}"
        else { return nil }
        labels.append((label, value))
      }
    }
    guard rest.isEmpty else { return nil }
    self.name = name
    self.labels = labels
  }

  /// The value of a label; nil where it is not there.
  subscript(label: String) -> String? { labels.first { $0.name == label }?.value }

  private static func identifier(
    _ rest: inout Substring.UnicodeScalarView, allowingColon: Bool
  ) -> String {
    let head = rest.prefix { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": true
      case ":": allowingColon
      default: false
      }
    }
    if let first = head.first, ("0"..."9").contains(first) { return "" }
    rest = rest[head.endIndex...]
    return String(head)
  }

  /// A value up to its closing quote, which is taken too.
  private static func value(_ rest: inout Substring.UnicodeScalarView) -> String? {
    var value = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return String(value)
      case "\\":
        guard let escaped = rest.popFirst() else { return nil }
        value.append(escaped == "n" ? "\n" : escaped)
      default: value.append(scalar)
      }
    }
    return nil
  }
}

extension Substring.UnicodeScalarView {
  /// Takes the first scalar if it is this one.
  fileprivate mutating func popFirst(_ scalar: Unicode.Scalar) -> Bool {
    guard first == scalar else { return false }
    removeFirst()
    return true
  }
}
