internal import Mustache

/// One HTML file that needs no other: it works offline and without its script, in light and dark, on
/// paper, and at any width.
///
/// Templates are mustache texts in this program. What they are given is structs: text goes into
/// `{{…}}`, which escapes it, so that no name can become markup; ``Markup``, which was escaped when it
/// was made, into `{{{…}}}`.
enum Page {
  /// The page, well-formed XML too.
  ///
  /// - Parameters:
  ///   - title: What the window is called.
  ///   - template: What is between the page's head and its script.
  ///   - content: What the template names; properties of a struct, by their names.
  /// - Returns: HTML; the same for the same content.
  static func html(title: String, template: PageTemplate, content: some Sendable) -> String {
    let frame = Frame(
      pageTitle: title, style: Markup(trusted: PageStyle.sheet),
      script: Markup(trusted: PageScript.source),
      content: Markup(rendered: template.render(content)))
    return PageTemplate.frame.render(frame)
  }

  private struct Frame: Sendable {
    var pageTitle: String
    var style: Markup
    var script: Markup
    var content: Markup
  }
}

/// A mustache text of this program.
struct PageTemplate: Sendable {
  private let template: MustacheTemplate
  private let parts: MustacheLibrary

  /// Reads a text, which is right or the program is wrong.
  ///
  /// - Parameters:
  ///   - source: With `{{> name}}` where a part goes.
  ///   - parts: The texts of the parts by their names.
  init(_ source: StaticString, parts: KeyValuePairs<String, StaticString> = [:]) {
    PageText.register()
    do {
      template = try MustacheTemplate(string: Self.text(source))
      var library = MustacheLibrary()
      for (name, part) in parts { try library.register(Self.text(part), named: name) }
      self.parts = library
    } catch {
      preconditionFailure("a template of this program is wrong: \(error)")
    }
  }

  /// Fills in the values.
  func render(_ content: some Sendable) -> String {
    template.render(content, library: parts)
  }

  private static func text(_ source: StaticString) -> String {
    "{{% CONTENT_TYPE:\(PageText.name)}}\(source)"
  }

  /// What is around every page's content.
  static let frame = PageTemplate(
    """
    <!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head>
    <meta charset="utf-8"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>{{pageTitle}}</title>
    <style>{{{style}}}</style>
    </head><body><main>
    {{{content}}}
    <script>{{{script}}}</script></main></body></html>

    """)
}

/// How text becomes part of a page.
///
/// The package's own way looks at characters as people see them, and so lets pass a quotation mark that
/// has an accent on top.
private struct PageText: MustacheContentType {
  static let name = "saba-page"

  static func register() { _ = registration }

  private static let registration: Void = MustacheContentTypes.register(PageText(), named: name)

  func escapeText(_ text: String) -> String { Markup(text).source }
}

extension Markup: MustacheCustomRenderable {
  var renderText: String { source }
  var isNull: Bool { source.isEmpty }
}
