import Testing

@testable import SabaEvaluation

@Suite struct MarkupTests {
  @Test func textAndAttributesAreEscaped() throws {
    let hostile = #"</b><script>alert("1") & 'x'</script>"#
    let markup = Markup("b", ["title": hostile], hostile)
    let page = try #require(ParsedPage(markup.source))
    #expect(page.elements.map(\.name) == ["b"])
    #expect(page.elements[0].attributes == ["title": hostile])
    #expect(page.elements[0].text == hostile)
  }

  @Test(arguments: ["\u{0}", "\u{1B}", "\u{FFFE}", "\u{FFFF}"])
  func whatXMLForbidsIsReplaced(character: String) {
    #expect(Markup("a\(character)b").source == "a\u{FFFD}b")
  }

  @Test func otherTextStays() {
    let text = "\u{9bd6} \u{1F41F} \u{1FFFE} a\tb\n"
    #expect(Markup(text).source == text)
  }

  @Test func emptyElementsHaveAnEndTagUnlessTheyHoldNothingByNature() {
    #expect(Markup("td", "").source == "<td></td>")
    #expect(Markup("rect", [:], nil).source == "<rect/>")
  }
}
