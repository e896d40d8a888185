/// A piece of XHTML or SVG: text is escaped on its way in, so that no name can become markup.
struct Markup: Sendable, Hashable {
  /// The markup as it stands in a file.
  private(set) var source: String

  /// Nothing.
  init() {
    source = ""
  }

  /// Plain text, in which nothing is markup.
  init(_ text: String) {
    source = Self.escaped(text)
  }

  /// Markup that is written in this program, never text that comes from outside.
  init(trusted source: StaticString) {
    self.source = source.description
  }

  /// What a template of this program was rendered to, which has escaped what it was given.
  init(rendered source: String) {
    self.source = source
  }

  /// Several pieces, one after the other.
  init(_ pieces: some Sequence<Markup>) {
    source = pieces.map(\.source).joined()
  }

  /// An element.
  ///
  /// - Parameters:
  ///   - name: Such as `p`.
  ///   - attributes: Names and values, values as plain text.
  ///   - content: What is between its tags; nil for an element that has no content by nature.
  init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ content: Markup?
  ) {
    var source = "<\(name)"
    for (name, value) in attributes { source += " \(name)=\"\(Self.escaped(value))\"" }
    if let content { source += ">\(content.source)</\(name)>" } else { source += "/>" }
    self.source = source
  }

  /// An element around plain text.
  init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ text: String
  ) {
    self.init(name, attributes, Markup(text))
  }

  /// An element without attributes.
  init(_ name: StaticString, _ content: Markup) {
    self.init(name, [:], content)
  }

  /// An element without attributes around plain text.
  init(_ name: StaticString, _ text: String) {
    self.init(name, [:], Markup(text))
  }

  /// Appends a piece.
  static func += (left: inout Markup, right: Markup) {
    left.source += right.source
  }

  /// A piece after another.
  static func + (left: Markup, right: Markup) -> Markup { Markup([left, right]) }

  /// The text with its five special characters as entities; characters that XML forbids become
  /// U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE && scalar.value < 0x10000:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
