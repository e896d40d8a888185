import Testing

@testable import SabaEvaluation

@Suite struct WordsTests {
  @Test func countsTakeTheirNoun() {
    #expect([0, 1, 2].map { Words.count($0, "host") } == ["no hosts", "1 host", "2 hosts"])
  }

  @Test func lengthsHaveTwoUnits() {
    let lengths = [0, 59, 300, 12_000, 86_400, 86_460, 93_600]
    #expect(
      lengths.map(Words.duration)
        == ["0 s", "59 s", "5 min", "3 h 20 min", "1 d", "1 d", "1 d 2 h"])
  }

  @Test func roughLengthsHaveTheUnitThatSuits() {
    let lengths = [1, 40, 300, 5400, 86_400, 86_100, 216_000, 259_200]
    #expect(
      lengths.map(Words.roughDuration) == [
        "1 second", "40 seconds", "5 minutes", "1.5 hours", "1 day", "23.9 hours", "2.5 days",
        "3 days",
      ])
  }

  @Test func lists() {
    #expect(Words.list([]) == "")
    #expect(Words.list(["a"]) == "a")
    #expect(Words.list(["a", "b", "c"]) == "a, b and c")
  }

  @Test func calendarTimes() {
    let time = CalendarTime(1_768_791_000)
    #expect(time.dayAndTime == "19 Jan 02:50")
    #expect(time.year == "2026")
    #expect(!time.isMidnight)
  }
}
