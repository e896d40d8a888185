internal import Testing

@testable internal import Saba

@Suite("Settings of alert groups")
struct AlertGroupSettingTests {
  static let full = """
    {"id": "g", "name": "shop", "memo": "m", "serviceScopes": ["Shop"],
     "roleScopes": ["Shop: web"], "monitorScopes": ["m1"], "notificationInterval": 60, "x": []}
    """

  @Test("Everything is read, written and read again, one, as a list and as GET returns it")
  func roundTrip() throws {
    func read(_ text: String) throws -> [AlertGroupSetting] {
      try AlertGroupSetting.list(decoding: Array(text.utf8), path: "g.json").settings
    }
    let setting = try #require(try read(Self.full).first)
    #expect(setting.name == "shop")
    #expect(setting.scope.monitors == ["m1"])
    #expect(setting.unknown.names == ["x"])
    #expect(try read(setting.jsonText) == [setting])
    #expect(try read("[\(Self.full)]") == [setting])
    #expect(try read("{\"alertGroupSettings\": [\(Self.full), {\"name\": \"b\"}]}").count == 2)
  }

  @Test(
    "Every rule that is broken is named with field and cure",
    arguments: [
      (#"{"id": "g"}"#, "the document has no name"), (#"{"name": ""}"#, "name is empty"),
      (#"{"name": "g", "roleScopes": ["Shop"]}"#, "roleScopes[0] is \"Shop\""),
      (#"{"name": "g", "serviceScopes": ["a1", "a1"]}"#, "serviceScopes[1] stands there twice"),
      (#"{"name": "g", "notificationInterval": 9}"#, "notificationInterval is 9 minutes"),
      (#"[{"name": "g"}, 3]"#, "[1] is a number where an object"),
    ])
  func rules(text: String, says: String) {
    do throws(InputError) {
      _ = try AlertGroupSetting.list(decoding: Array(text.utf8), path: "g.json")
      Issue.record("the rule was not checked")
    } catch {
      #expect(error.problem.hasPrefix(says), "\(error)")
      #expect(!error.cure.isEmpty)
    }
  }
}
