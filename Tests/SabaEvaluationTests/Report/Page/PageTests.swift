import Testing

@testable import SabaEvaluation

@Suite struct PageTests {
  struct Content: Sendable {
    var name: String
    var drawing: Markup
    var items: [String]
  }

  static let template = PageTemplate(
    """
    <p title="{{name}}">{{name}}</p>{{{drawing}}}
    {{> list}}
    """, parts: ["list": "<ul>{{#items}}<li>{{.}}</li>{{/items}}</ul>"])

  static func page(_ name: String) throws -> ParsedPage {
    try #require(
      ParsedPage(
        Page.html(
          title: name, template: template,
          content: Content(name: name, drawing: Markup("svg", ["id": name], name), items: [name]))))
  }

  /// The last three hide a special character under an accent, which makes one character of two.
  @Test(arguments: [
    #"</title></p><script>alert("1") & 'x'</script>"#, "{{name}} {{{drawing}}}",
    "\"\u{301} onclick=\"",
    "<\u{338}script>", "'\u{200D}&\u{FE0F}",
  ])
  func textStaysText(name: String) throws {
    let page = try Self.page(name)
    #expect(page.named("p").first?.text == name)
    #expect(page.named("p").first?.attributes == ["title": name])
    #expect(page.named("li").map(\.text) == [name])
    #expect(page.named("svg").first?.attributes == ["id": name])
    #expect(page.named("title").first?.text == name)
    #expect(page.named("script").count == 1)
  }

  @Test func whatXMLForbidsIsReplaced() throws {
    #expect(
      try Self.page("a\u{0}\u{1B}\u{FFFF}b").named("li").first?.text == "a\u{FFFD}\u{FFFD}\u{FFFD}b"
    )
  }

  @Test func nothingIsLoadedAndOnlyThePagesOwnScriptRuns() throws {
    let page = try Self.page("x")
    let policy = page.named("meta").first {
      $0.attributes["http-equiv"] == "Content-Security-Policy"
    }
    #expect(policy?.attributes["content"]?.hasPrefix("default-src 'none'") == true)
    // As XML, the script is one text: nothing in it looks like a tag or an entity.
    #expect(page.named("script").first?.text == PageScript.source.description)
    #expect(page.named("style").first?.text == PageStyle.sheet.description)
    for source in [PageScript.source.description, PageStyle.sheet.description] {
      #expect(!source.contains("http") && !source.contains("url(") && !source.contains("@import"))
    }
  }

  @Test func theScriptReadsWhatChartsWrite() {
    let script = PageScript.source.description
    #expect(script.contains("columnCount = \(TimeChart.wideColumnCount)"))
    #expect(script.contains("plotWidth = \(2 * TimeChart.wideColumnCount)"))
    #expect(script.contains("top = \(SampleCode.top), missing = \(SampleCode.missing)"))
  }
}
