internal import Testing

@testable internal import Saba

@Suite("Attempts and alerts")
struct AlertCounterTests {
  func alerts(_ scores: [Double], attempts: Int = 3) -> [Range<Int>] {
    AlertCounter.alerts(in: scores, above: 1, attempts: attempts)
  }

  @Test("An alert opens at the last attempt and closes at the first good sample")
  func runs() {
    #expect(alerts([0, 2, 2, 2, 2, 0, 2]) == [3..<5])
    #expect(alerts([2, 2, 0, 2, 2, 0]) == [])
    #expect(alerts([2, 2, 2]) == [2..<3])
    #expect(alerts([2, 0, 2, 2], attempts: 1) == [0..<1, 2..<4])
    #expect(alerts([]) == [])
    #expect(alerts([1, 1, 1, 1]) == [])
  }

  @Test("A missing score neither ends nor prolongs")
  func missing() {
    #expect(alerts([2, 2, .nan, 2, 0]) == [3..<4])
    #expect(alerts([2, 2, 2, .nan, 0]) == [2..<4])
    #expect(alerts([2, 2, .nan, .nan, 0]) == [])
  }

  @Test("An alert keeps the worst status and score, and each metric's blame")
  func recorder() {
    func verdict(_ time: Int, _ status: Verdict.Status, _ shares: [Double]) -> Verdict {
      Verdict(
        host: "h", time: time, status: status, score: Double(time), pValue: 1 / Double(time + 1),
        grade: 0,
        contributions: ["a", "b"].enumerated().map { j, metric in
          .init(metric: metric, value: 0, expected: 0, low: 0, high: 0, share: shares[j])
        }, reason: nil)
    }
    var recorder = AlertRecorder()
    #expect(recorder.record(verdict(0, .ok, [1, 0])) == nil)
    let opened = recorder.record(verdict(1, .warning, [0.9, 0.1]))
    #expect(opened?.kind == .opened)
    #expect(opened?.alert.culprits.map(\.metric) == ["a", "b"])
    #expect(recorder.record(verdict(2, .critical, [0.2, 0.8]))?.kind == .escalated)
    #expect(recorder.stillOpen.count == 1)
    #expect(recorder.record(verdict(3, .unknown, [1, 0])) == nil)
    #expect(recorder.record(verdict(4, .warning, [0, 1])) == nil)
    let closed = recorder.record(verdict(5, .ok, [1, 0]))
    #expect(recorder.stillOpen.isEmpty)
    #expect(closed == recorder.closed.first.map { AlertEvent(kind: .closed, alert: $0) })
    let alert = recorder.closed.first
    #expect(alert?.openedAt == 1)
    #expect(alert?.closedAt == 5)
    #expect(alert?.status == .critical)
    #expect(alert?.peakScore == 4)
    #expect(alert?.leastPValue == 0.2)
    #expect(alert?.culprits.map(\.metric) == ["b", "a"])
    // The blame is share times score, and the scores here are the times 1, 2 and 4.
    #expect(abs((alert?.culprits.first?.share ?? 0) - (0.1 + 1.6 + 4) / 7) < 1e-12)
  }
}
