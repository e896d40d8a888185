internal import Saba
internal import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    (32_400, "2026-01-31T19:20:30+09:00"), (0, "2026-01-31T10:20:30+00:00"),
    (-18_000, "2026-01-31T05:20:30-05:00"), (37_800, "2026-01-31T20:50:30+10:30"),
    (-12_600, "2026-01-31T06:50:30-03:30"), (50_400, "2026-02-01T00:20:30+14:00"),
  ])
  func localTimesHaveTheirOffset(offset: Int, text: String) {
    let time = 1_769_854_830
    #expect(Timestamp.text(time, offset: offset) == text)
    #expect(Timestamp.seconds(text) == Double(time))
  }

  @Test("An offset with seconds is told in whole minutes, and the time goes with it")
  func oddOffsets() {
    for offset in [-2670, 2670, 59, -59, 3599] {
      let text = Timestamp.text(0, offset: offset)
      #expect(Timestamp.seconds(text) == 0, "\(text)")
    }
    #expect(Timestamp.text(0, offset: -59) == "1970-01-01T00:00:00+00:00")
  }
}
