internal import Saba
internal import Testing

@Suite("Lengths of time as text")
struct DurationTextTests {
  @Test(
    "Units and plain seconds read",
    arguments: [("90s", 90), ("5m", 300), ("1h", 3600), ("2d", 172_800), ("1w", 604_800), ("7", 7)])
  func reading(text: String, seconds: Int) {
    #expect(DurationText.seconds(text) == seconds)
  }

  @Test("What is no length is refused", arguments: ["", "d", "0s", "-5m", "1.5h", "5 m", "5q"])
  func refusal(text: String) {
    #expect(DurationText.seconds(text) == nil)
  }

  @Test("A length is written in the largest unit that it is a multiple of, and reads back")
  func writing() {
    let texts = [1: "1s", 90: "90s", 300: "5m", 7200: "2h", 86_400: "1d", 1_209_600: "2w"]
    for (seconds, text) in texts {
      #expect(DurationText.text(seconds) == text)
      #expect(DurationText.seconds(text) == seconds)
    }
  }
}
