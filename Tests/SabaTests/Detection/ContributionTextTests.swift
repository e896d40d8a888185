internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Numbers and sentences of alerts")
struct ContributionTextTests {
  /// 8.2 GB where 4.0 to 5.1 GB are usual, and what else is asked for.
  func memory(
    _ value: Double = 8.2e9, expected: Double = 4.5e9, low: Double = 4e9, high: Double = 5.1e9,
    share: Double = 1, metric: String = "memory.used"
  ) -> Verdict.Contribution {
    .init(
      metric: metric, value: value, expected: expected, low: low, high: high, share: share)
  }

  @Test(
    "Three significant digits or so, and a prefix",
    arguments: [
      (0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.25, "0.25"), (0.0123, "0.012"), (9.999, "10"),
      (12.34, "12.3"), (123.4, "123"), (999.4, "999"), (1000, "1k"), (1234, "1.23k"),
      (-5_412_000_000, "-5.41G"), (999_999, "1M"), (1.23e-5, "1.23e-5"), (-4e-9, "-4e-9"),
      (3e-300, "3e-300"), (1e300, "1e+300"), (.nan, "missing"),
    ])
  func text(value: Double, expected: String) {
    #expect(NumberText.text(value) == expected)
  }

  @Test("Above the band: by how much, what was seen, what is usual")
  func above() {
    #expect(
      memory().sentence
        == "memory.used is 3.1 GB above what this role shows (8.2 GB; usually 4 to 5.1 GB)")
  }

  @Test("Below the band")
  func below() {
    #expect(
      memory(0.5e9).sentence
        == "memory.used is 3.5 GB below what this role shows (500 MB; usually 4 to 5.1 GB)")
  }

  @Test("So little outside that the numbers look the same")
  func just() {
    #expect(memory(5.1001e9).sentence.hasPrefix("memory.used is just above what"))
    #expect(memory(3.9999e9).sentence.hasPrefix("memory.used is just below what"))
  }

  @Test("A multiple where that says more: of an expected value above 0, and not of next to nothing")
  func multiple() {
    #expect(
      memory(36e9).sentence
        == "memory.used is 8 times what this role shows (36 GB; usually 4 to 5.1 GB)")
    #expect(memory(15.1e9).sentence.hasPrefix("memory.used is 3.4 times what"))
    #expect(memory(13.4e9).sentence.hasPrefix("memory.used is 8.3 GB above what"))
    #expect(memory(90e9).sentence.hasPrefix("memory.used is 20 times what"))
    for expected in [0, -1e9, 1] {
      #expect(
        memory(36e9, expected: expected, low: -2e9).sentence
          == "memory.used is 30.9 GB above what this role shows (36 GB; usually -2 to 5.1 GB)")
    }
    // Less than nothing is expected of a value below the band.
    #expect(memory(2e9, expected: 0.1e9).sentence.contains("2 GB below"))
  }

  @Test("Within the band, and missing")
  func within() {
    for value in [4e9, 4.6e9, 5.1e9] {
      #expect(
        memory(value).sentence.hasPrefix(
          "memory.used is unusual together with the other metrics or for how it moved ("))
    }
    #expect(memory(4.6e9).sentence.hasSuffix("(4.6 GB; usually 4 to 5.1 GB)"))
    #expect(memory(.nan).sentence == "memory.used is missing")
  }

  @Test("The day and the part of the day, by the zone's clock, where there is a daily rhythm")
  func moment() throws {
    // Sunday, 11 January 2026, 03:30 UTC.
    let time = 1_768_102_200
    #expect(
      Verdict.Contribution.sentence(about: [memory()], at: time, zone: .utc)
        == "memory.used is 3.1 GB above what this role shows on a Sunday night "
        + "(8.2 GB; usually 4 to 5.1 GB)")
    #expect(
      Verdict.Contribution.sentence(about: [memory(4.6e9)], at: time, zone: .utc)?
        .hasSuffix("(4.6 GB; usually 4 to 5.1 GB on a Sunday night)") == true)
    #expect(
      Verdict.Contribution.sentence(about: [memory()], at: time, zone: nil) == memory().sentence)
    let tokyo = try LocalZone(identifier: "Asia/Tokyo")
    #expect(tokyo.localTime(at: time).dayAndPart == "Sunday afternoon")
    #expect(tokyo.localTime(at: time - 4 * 3600).dayAndPart == "Sunday morning")
    #expect(tokyo.localTime(at: time + 6 * 3600).dayAndPart == "Sunday evening")
    #expect(tokyo.localTime(at: time + 12 * 3600).dayAndPart == "Monday night")
    let midnight = time - 12_600
    let parts = [0, 21_599, 21_600, 43_199, 43_200, 64_799, 64_800, 86_399].map {
      LocalZone.utc.localTime(at: midnight + $0).dayAndPart
    }
    #expect(
      parts
        == ["night", "morning", "afternoon", "evening"].flatMap {
          ["Sunday \($0)", "Sunday \($0)"]
        })
  }

  @Test("Up to two other metrics follow, with half of the first one's blame or more")
  func followers() {
    func ending(_ shares: [Double]) -> String? {
      let names = ["a", "b", "c", "d"]
      let ranked = zip(names, shares).map { memory(share: $1, metric: $0) }
      let sentence = Verdict.Contribution.sentence(about: ranked, at: 0, zone: nil)
      return sentence?.split(separator: ")").dropFirst().first.map(String.init)
    }
    #expect(ending([1]) == nil)
    #expect(ending([0.6, 0.29, 0.11]) == nil)
    #expect(ending([0.6, 0.3, 0.1]) == "; b follows")
    #expect(ending([0.4, 0.3, 0.3]) == "; b and c follow")
    #expect(ending([0.25, 0.25, 0.25, 0.25]) == "; b and c follow")
    #expect(ending([0, 0, 0]) == nil)
    #expect(Verdict.Contribution.sentence(about: [], at: 0, zone: .utc) == nil)
  }

  @Test("What lies outside of its band by more widths of it lies further out")
  func distance() {
    #expect(memory(6.2e9).distanceOutsideBand == 1)
    #expect(memory(2.9e9).distanceOutsideBand == 1)
    #expect(memory(4.55e9).distanceOutsideBand == -0.5)
    #expect(memory(5.1e9).distanceOutsideBand == 0)
    #expect(memory(.nan).distanceOutsideBand == -.infinity)
    #expect(memory(1, low: 1, high: 1).distanceOutsideBand == 0)
  }

  @Test("An alert is described by its worst sample, that before it opened included")
  func worstSample() throws {
    func verdict(_ time: Int, _ status: Verdict.Status, _ value: Double) -> Verdict {
      Verdict(
        host: "h", time: time, status: status, score: 2, pValue: 0.1, grade: 10,
        contributions: [memory(value)], reason: nil)
    }
    var recorder = AlertRecorder()
    // Long before, and not what the alert looks back at.
    recorder.record(verdict(0, .ok, 99e9))
    recorder.record(verdict(900, .ok, 12e9))
    recorder.record(verdict(1200, .warning, 4.6e9))
    #expect(recorder.stillOpen.first?.worstAt == 900)
    #expect(recorder.stillOpen.first?.culprits.first?.value == 12e9)
    #expect(recorder.stillOpen.first?.culprits.first?.share == 1)
    // Not as far below as the other is above.
    recorder.record(verdict(1500, .warning, 0))
    #expect(recorder.stillOpen.first?.worstAt == 900)
    recorder.record(verdict(1800, .warning, 13e9))
    recorder.record(verdict(2100, .ok, 50e9))
    let alert = try #require(recorder.closed.first)
    #expect(alert.worstAt == 1800)
    #expect(alert.culprits.first?.value == 13e9)
  }

  @Test("Of the last quarter of an hour the sample furthest outside of its band is described")
  func trailing() throws {
    let model = try #require(RoleMonitorTests.model)
    // The band of memory ends at about 3.6 GB.
    var blame = TrailingBlame()
    let offsets = [Double](repeating: 0, count: 4)
    func contributions() -> [Verdict.Contribution] {
      blame.contributions(by: model.density, offsets: offsets)
    }
    func sentence() -> String? {
      blame.sentence(about: contributions(), by: model, offsets: offsets)
    }
    func add(_ value: Double, blame amount: Double, at time: Int) {
      var values = SyntheticRole.levels
      values[1] = value
      blame.add(
        [0, amount, 0, 0], values: values,
        seenBy: RowView(time: time, component: 0, view: .role, change: nil))
    }
    #expect(sentence() == nil)
    // A movement back into the band has more of the blame.
    add(8.2e9, blame: 3, at: 0)
    add(3.2e9, blame: 9, at: 300)
    #expect(sentence()?.hasPrefix("memory is ") == true)
    #expect(sentence()?.contains("(8.2G;") == true)
    #expect(contributions().first?.value == 3.2e9)
    add(3.3e9, blame: 1, at: 900)
    #expect(sentence()?.contains("(3.3G;") == true)
  }
}
