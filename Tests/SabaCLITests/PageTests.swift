internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("--html of judge and preview")
struct PageTests {
  /// Calls the body with a folder that holds a model and a day with an incident.
  func withDay(_ body: (String) throws -> Void) throws {
    try Fixture.withModel { folder in
      try Fixture.write(
        Fixture.rows(40, moved: 3, by: 25, in: 14..<22), to: "\(folder)/today.csv")
      try body(folder)
    }
  }

  static let judge = ["judge", "--model", "role.saba", "--input", "today.csv"]
  static let preview = ["preview", "--model", "role.saba", "--history", "today.csv"]

  func isPage(_ text: String) -> Bool {
    text.hasPrefix("<!DOCTYPE html>") && text.hasSuffix("</html>\n")
  }

  func page(_ folder: String) throws -> String {
    try String(contentsOfFile: "\(folder)/page.html", encoding: .utf8)
  }

  @Test("judge writes a page beside the same verdicts")
  func judged() throws {
    try withDay { folder in
      let plain = try SabaProcess.run(Self.judge, in: folder)
      let result = try SabaProcess.run(Self.judge + ["--html", "page.html"], in: folder)
      #expect(result.status == plain.status && result.output == plain.output)
      let page = try page(folder)
      #expect(isPage(page))
      #expect(page.contains("Judged by role.saba"))
      #expect(page.contains("Saba raised 1 alert."))
      #expect(page.contains("what this role shows (0.33; usually "))
      let hidden = try SabaProcess.run(
        Self.judge + ["--hide-ok", "--html", "page.html"], in: folder)
      #expect(hidden.lines.count < plain.lines.count)
      #expect(try self.page(folder) == page)
    }
  }

  @Test("preview writes a page that compares the sensitivities")
  func previewed() throws {
    try withDay { folder in
      let plain = try SabaProcess.run(Self.preview, in: folder)
      let result = try SabaProcess.run(Self.preview + ["--html", "page.html"], in: folder)
      #expect(result.status == 0 && result.output == plain.output)
      let page = try page(folder)
      #expect(isPage(page))
      #expect(page.contains("Which sensitivity to take"))
      #expect(page.contains("insensitive, normal, sensitive"))
      let printed = try SabaProcess.run(Self.preview + ["--html", "-"], in: folder)
      #expect(printed.output == page)
    }
  }

  @Test("a page that has no place is an error")
  func misplaced() throws {
    try withDay { folder in
      for arguments in [
        Self.judge + ["--html", "-"], Self.judge + ["--html", "page.html", "--follow"],
        Self.preview + ["--html", "-", "--json", "-"],
      ] {
        let result = try SabaProcess.run(arguments, in: folder)
        #expect(result.status == 64, "\(arguments)")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("--html"))
      }
      for command in [Self.judge, Self.preview] {
        let result = try SabaProcess.run(command + ["--html", "no/such/page.html"], in: folder)
        #expect(result.status == 74)
        #expect(result.errors.contains("no/such/page.html: cannot write"))
      }
      #expect(try TemporaryFolder.names(in: folder) == ["history.csv", "role.saba", "today.csv"])
    }
  }
}
