internal import Foundation
internal import Testing

@testable internal import Saba

@Suite("Recorder of alerts")
struct AlertRecorderTests {
  static func verdict(
    _ status: Verdict.Status, at time: Int, host: String = "h", lead: String = "cpu",
    score: Double = 5
  ) -> Verdict {
    Verdict(
      host: host, time: time, status: status, score: score, pValue: 0.001, grade: 30,
      contributions: [lead, lead == "cpu" ? "memory" : "cpu"].enumerated().map { index, metric in
        .init(
          metric: metric, value: index == 0 ? 9 : .nan, expected: 1, low: 0, high: 2,
          share: index == 0 ? 0.8 : 0.2)
      }, reason: nil)
  }

  @Test("One good check ends an alert, and says that the host has recovered")
  func recovery() {
    var recorder = AlertRecorder()
    #expect(recorder.record(Self.verdict(.warning, at: 100))?.kind == .opened)
    #expect(recorder.isOpen("h"))
    let closed = recorder.record(Self.verdict(.ok, at: 400))
    #expect(closed?.kind == .closed)
    #expect(closed?.alert.closeReason == .recovered)
    #expect(closed?.alert.duration == 300)
    #expect(!recorder.isOpen("h"))
    #expect(recorder.closed == [closed?.alert])
  }

  @Test("Who was to blame is kept over time, up to a number")
  func leads() {
    var recorder = AlertRecorder()
    for (step, lead) in ["cpu", "cpu", "memory", "cpu"].enumerated() {
      _ = recorder.record(Self.verdict(.warning, at: 300 * step, lead: lead))
    }
    #expect(recorder.alert(of: "h")?.leads.map(\.metric) == ["cpu", "memory", "cpu"])
    #expect(recorder.alert(of: "h")?.leads.map(\.time) == [0, 600, 900])
    for step in 4..<100 {
      _ = recorder.record(
        Self.verdict(.warning, at: 300 * step, lead: step.isMultiple(of: 2) ? "a" : "b"))
    }
    #expect(recorder.alert(of: "h")?.leads.count == Alert.largestLeadCount)
  }

  @Test("An alert closes for other reasons, and a host that is still unusual has another")
  func otherReasons() {
    var recorder = AlertRecorder(keepsClosed: false)
    #expect(recorder.close("h", at: 5, because: .closedByHand) == nil)
    _ = recorder.record(Self.verdict(.critical, at: 100))
    let closed = recorder.close("h", at: 200, because: .closedByHand)
    #expect(closed?.alert.closeReason == .closedByHand)
    #expect(closed?.alert.closedAt == 200)
    #expect(recorder.record(Self.verdict(.critical, at: 400))?.kind == .opened)
    #expect(recorder.forget("h", at: 500)?.alert.closeReason == .hostRetired)
    #expect(recorder.closed.isEmpty)
  }

  @Test("What is wrong with a metric itself is kept with its alert, in either kind of state")
  func faults() throws {
    for kind in MetricFault.Kind.allCases {
      var ill = Self.verdict(.warning, at: 300)
      ill.take([MetricFault(metric: "memory", kind: kind, since: 7)], areToBlame: true)
      var recorder = AlertRecorder()
      recorder.record(ill)
      let metrics = ["cpu", "memory"]
      var writer = StateWriter()
      recorder.write(to: &writer, metrics: metrics)
      var packed = AlertRecorder()
      var reader = StateReader(writer.bytes[...])
      try packed.restore(from: &reader, metrics: metrics)
      #expect(reader.isAtEnd)
      var coded = try JSONDecoder().decode(
        AlertRecorder.self, from: JSONEncoder().encode(recorder))
      // A greater distance, which a metric at fault exceeds nevertheless.
      let next = Self.verdict(.critical, at: 600, lead: "memory")
      let alert = try #require(recorder.record(next)?.alert)
      let memory = try #require(alert.culprits.first { $0.metric == "memory" })
      #expect(memory.fault?.kind == kind && memory.fault?.since == 7 && memory.value.isNaN)
      for again in [packed.record(next), coded.record(next)] {
        let other = again?.alert.culprits.first { $0.metric == "memory" }
        #expect(other?.fault == memory.fault && other?.sentence == memory.sentence)
        #expect(again?.alert.worstAt == alert.worstAt)
      }
    }
  }

  @Test("A snapshot goes on as if nothing had happened, values that are missing and all")
  func snapshot() throws {
    var recorder = AlertRecorder()
    _ = recorder.record(Self.verdict(.ok, at: 0, host: "a"))
    _ = recorder.record(Self.verdict(.warning, at: 300, host: "b", score: .infinity))
    _ = recorder.record(Self.verdict(.ok, at: 600, host: "b"))
    _ = recorder.record(Self.verdict(.warning, at: 900, host: "b"))
    var copy = try JSONDecoder().decode(AlertRecorder.self, from: JSONEncoder().encode(recorder))
    #expect(copy.closed.first?.peakScore == .infinity)
    for (status, time) in [(Verdict.Status.critical, 1200), (.ok, 1500)] {
      for host in ["a", "b"] {
        let verdict = Self.verdict(status, at: time, host: host, lead: "memory")
        let (event, again) = (recorder.record(verdict), copy.record(verdict))
        #expect(event?.kind == again?.kind)
        #expect(event?.alert.culprits.map(\.metric) == again?.alert.culprits.map(\.metric))
        #expect(event?.alert.culprits.map(\.share) == again?.alert.culprits.map(\.share))
        #expect(event?.alert.leads == again?.alert.leads)
        #expect(event?.alert.openedAt == again?.alert.openedAt)
      }
    }
  }
}
