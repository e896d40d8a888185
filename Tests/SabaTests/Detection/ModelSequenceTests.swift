import SabaTestSupport
import Testing

@testable import Saba

@Suite("Models in turn")
struct ModelSequenceTests {
  /// Ten days of two hosts; on the first one the latency is beside itself for some rows.
  static func history(unusual rows: Range<Int> = 0..<0, days: Int = 10) -> RoleHistory {
    let history = SyntheticRole.history(days: days)
    return RoleHistory(
      metrics: history.metrics, interval: history.interval,
      frames: history.frames.enumerated().map { host, frame in
        var values = frame.values
        if host == 0 { for row in rows { values[row, 3] += 25 * SyntheticRole.scales[3] } }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: values)
      })
  }

  static func alerts(
    of models: ModelSequence, in history: RoleHistory, by policy: AlertPolicy = .init()
  ) -> [Alert] {
    var recorder = AlertRecorder()
    models.judge(history, by: [policy]) { recorder.record($1) }
    return recorder.closed + recorder.stillOpen
  }

  @Test("One model judges as a monitor does")
  func single() throws {
    let history = Self.history(unusual: 900..<912)
    let model = try RoleModel.train(history: Self.history())
    var expected: [Verdict] = []
    var monitor = RoleMonitor(model: model)
    monitor.judge(history) { expected.append($0) }
    var verdicts: [Verdict] = []
    ModelSequence(model).judge(history, by: [AlertPolicy()]) { verdicts.append($1) }
    #expect(verdicts.map(\.status) == expected.map(\.status))
    #expect(verdicts.map(\.score) == expected.map(\.score))
    #expect(verdicts.map(\.contributions) == expected.map(\.contributions))
    #expect(verdicts.contains { $0.status == .critical })
    #expect(verdicts.allSatisfy { ($0.status == .ok) == ($0.reason == nil) })
  }

  @Test("Each policy has its own statuses of the same scores")
  func policies() throws {
    let history = Self.history(unusual: 900..<912)
    let models = ModelSequence(try RoleModel.train(history: Self.history()))
    let policies = [
      AlertPolicy(warning: .sensitive, critical: nil),
      AlertPolicy(warning: nil, critical: .insensitive, attempts: 5),
    ]
    var statuses: [[Verdict.Status]] = [[], []]
    models.judge(history, by: policies) { statuses[$0].append($1.status) }
    for (policy, found) in zip(policies, statuses) {
      var expected: [Verdict.Status] = []
      var monitor = RoleMonitor(model: models.turns[0].model, policy: policy)
      monitor.judge(history, explaining: false) { expected.append($0.status) }
      #expect(found == expected)
    }
    #expect(statuses[0] != statuses[1])
  }

  @Test("Each block is judged by a model that it did not teach")
  func blocks() throws {
    let history = Self.history()
    var shares: [Double] = []
    let models = try ModelSequence(crossFitting: history) { shares.append($0) }
    #expect(models.turns.count == 5)
    #expect(shares == shares.sorted() && shares.last == 1)
    let start = history.frames[0].start
    #expect(models.turns.map(\.start) == (0..<5).map { start + $0 * 2 * 86_400 })
    for (index, turn) in models.turns.enumerated() {
      let leftOut = try #require(turn.model.report?.leftOut.first)
      #expect(leftOut.reason == .excluded && leftOut.host == nil)
      #expect(leftOut.from == turn.start && leftOut.to == turn.start + 2 * 86_400)
      #expect(turn.model.summary.rowCount == 2 * 8 * 288)
      #expect(models.model(at: turn.start) == turn.model)
      #expect(models.model(at: turn.start - 1) == models.turns[max(0, index - 1)].model)
    }
  }

  @Test(
    "An incident in the history is found, one alert however blocks lie", arguments: [1100, 1146])
  func incident(start: Int) throws {
    // The second block ends at row 1152.
    let history = Self.history(unusual: start..<start + 12)
    let models = try ModelSequence(crossFitting: history)
    for sensitivity in Sensitivity.named {
      let found = Self.alerts(
        of: models, in: history, by: AlertPolicy(warning: sensitivity, critical: nil)
      ).filter {
        $0.host == "host-0" && abs($0.openedAt - history.frames[0].time(ofRow: start)) < 3600
      }
      #expect(found.count == 1, "\(sensitivity)")
      #expect(found.first?.culprits.first?.metric == "latency")
      let closed = try #require(found.first?.closedAt)
      #expect(closed >= history.frames[0].time(ofRow: start + 12))
    }
  }

  @Test("What is before the training is in no block")
  func trainingFrom() throws {
    let history = Self.history()
    var options = RoleModelOptions()
    let start = history.frames[0].start + 2 * 86_400
    options.trainingFrom = start
    let models = try ModelSequence(crossFitting: history, options: options, blockCount: 2)
    #expect(models.turns.map(\.start) == [start, start + 4 * 86_400])
  }

  @Test("A history that is too short says what the whole of it lacks")
  func short() {
    #expect(throws: TrainingError.historyTooShort(hostHours: 96, neededHostHours: 126)) {
      _ = try ModelSequence(crossFitting: Self.history(days: 2))
    }
    #expect(throws: TrainingError.self) {
      let empty = RoleHistory(metrics: ["a"], interval: 300, frames: [])
      _ = try ModelSequence(crossFitting: empty)
    }
  }
}
