import SabaEvaluation
import Testing

private let closedFormTolerance = 1e-12

/// One day of five-minute rows: an hour is 12 rows.
@Suite struct EventScoreTests {
  static func score(
    _ alerts: [Range<Int>], _ events: [ClosedRange<Int>], rows: [Int] = Array(0..<288),
    interval: Int = 300
  ) -> EventScore {
    EventScore(alerts: alerts, events: events, rows: rows, interval: interval)
  }

  // The window of event 100...110 runs from 88, an hour before, to 113, three attempts after.
  @Test(arguments: [
    (87, false, 0), (88, true, -12), (100, true, 0), (105, true, 5), (113, true, 13),
    (114, false, 0),
  ])
  func anAlertFindsAnEventOnlyIfItOpensNearIt(opening: Int, finds: Bool, delay: Int) {
    let score = Self.score([opening..<opening + 4], [100...110])
    #expect(score.foundCount == (finds ? 1 : 0))
    #expect(score.falseAlertCount == (finds ? 0 : 1))
    #expect(score.delays == (finds ? [delay] : []))
    #expect(score.recall == (finds ? 1 : 0))
    #expect(score.medianDelay == (finds ? Double(delay) : nil))
  }

  @Test func anAlertThatWasOpenLongBeforeFindsNothing() {
    let score = Self.score([20..<200], [100...110])
    #expect(score.foundCount == 0)
    #expect(score.falseAlertCount == 1)
  }

  @Test func alertsLessThanAnHourApartCountOnceByTheFirstOpening() {
    // 20, 31 and 42 follow within the hour of one another; 54 comes a full hour after 42.
    let flapping = Self.score([20..<22, 31..<33, 42..<44, 54..<55], [])
    #expect(flapping.falseAlertCount == 2)
    // The reopening in time belongs to an alert that opened too early.
    let early = Self.score([80..<82, 89..<95], [100...110])
    #expect(early.foundCount == 0)
    #expect(early.falseAlertCount == 1)
    // A reopening after the event belongs to the alert that found it.
    let late = Self.score([108..<112, 117..<119], [100...110])
    #expect(late.foundCount == 1)
    #expect(late.falseAlertCount == 0)
  }

  @Test func oneAlertFindsEveryEventItIsNear() {
    let score = Self.score([100..<130], [98...101, 108...109, 140...150])
    #expect(score.eventCount == 3)
    #expect(score.foundCount == 2)
    #expect(score.delays == [2, -8])
    #expect(score.falseAlertCount == 0)
  }

  @Test func onlyTheFirstAlertOfAnEventSetsItsDelayAndNoneOfThemIsFalse() {
    let score = Self.score([102..<104, 120..<121], [100...125])
    #expect(score.delays == [2])
    #expect(score.falseAlertCount == 0)
  }

  @Test func daysAndHoursAreCountedOutsideTheWidenedEvents() throws {
    // Rows 88...122 are out: 35 of 288. The alert is on in rows 110..<140, outside in 123..<140.
    let score = Self.score([110..<140], [100...110])
    #expect(abs(score.hostDaysOutsideEvents - 253.0 / 288) <= closedFormTolerance)
    #expect(abs(score.alertHoursOutsideEvents - 17.0 / 12) <= closedFormTolerance)
    let rate = try #require(score.alertHoursOutsideEventsPerHostDay)
    #expect(abs(rate - 17.0 / 12 / (253.0 / 288)) <= closedFormTolerance)
    #expect(score.falseAlertsPerHostDay == 0)
  }

  @Test func widenedEventsOverlapAndEndWithTheSeries() {
    let score = Self.score([], [0...3, 10...12, 280...287])
    // 0...24 and 268...287 are out.
    #expect(abs(score.hostDaysOutsideEvents - (288 - 25 - 20) / 288) <= closedFormTolerance)
    #expect(score.recall == 0)
  }

  @Test func gapsAreNeitherDaysNorHours() {
    let rows = Array(0..<100) + Array(200..<288)
    let score = Self.score([90..<210], [], rows: rows)
    #expect(abs(score.hostDaysOutsideEvents - 188.0 / 288) <= closedFormTolerance)
    #expect(abs(score.alertHoursOutsideEvents - 20.0 / 12) <= closedFormTolerance)
    #expect(score.falseAlertCount == 1)
  }

  @Test func anAlertOpenAtTheEndMayRunBeyondIt() {
    let score = Self.score([276..<1_000], [])
    #expect(abs(score.alertHoursOutsideEvents - 1) <= closedFormTolerance)
  }

  @Test func rowsLongerThanAnHourWidenNothing() {
    let score = Self.score([4..<5, 5..<6], [6...6], interval: 7_200)
    #expect(score.foundCount == 0)
    #expect(score.falseAlertCount == 2)
    #expect(abs(score.hostDaysOutsideEvents - 287.0 / 12) <= closedFormTolerance)
  }

  @Test func poolingAddsUpHosts() throws {
    // The same moment on two hosts: what is near in time on another host is not the same alert.
    let first = Self.score([20..<21, 101..<104], [100...110])
    let second = Self.score([22..<23], [30...40, 200...210])
    let pooled = first + second + EventScore()
    #expect(pooled.eventCount == 3)
    #expect(pooled.foundCount == 2)
    #expect(pooled.falseAlertCount == 1)
    #expect(pooled.medianDelay == -3.5)
    #expect(pooled.recall == 2.0 / 3)
    let days = (288.0 - 35 + 288 - 35 - 35) / 288
    let rate = try #require(pooled.falseAlertsPerHostDay)
    #expect(abs(rate - 1 / days) <= closedFormTolerance)
  }

  @Test func nothingIsNeitherGoodNorBad() {
    let nothing = EventScore()
    #expect(nothing.recall == nil)
    #expect(nothing.medianDelay == nil)
    #expect(nothing.falseAlertsPerHostDay == nil)
    #expect(nothing.alertHoursOutsideEventsPerHostDay == nil)
    #expect(Self.score([3..<5], [], rows: []).falseAlertsPerHostDay == nil)
  }
}
