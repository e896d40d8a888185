internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("A guard over training")
struct TrainingGuardTests {
  static let start = RoleChangeTests.start
  /// Rows of five minutes in a day.
  static let day = 288

  /// A stretch of rows over which a host's first metric is moved, by standard deviations.
  struct Move {
    var host = 0
    var deviations = 8.0
    var rows: Range<Int>
  }

  /// Days that follow on those which taught the model, with hosts moved.
  static func later(days: Int, _ moves: [Move]) -> RoleHistory {
    let quiet = RoleChangeTests.later(days: days)
    return RoleHistory(
      metrics: quiet.metrics, interval: quiet.interval,
      frames: quiet.frames.enumerated().map { host, frame in
        var values = frame.values
        for move in moves where move.host == host {
          for row in move.rows { values[row, 0] += move.deviations * SyntheticRole.scales[0] }
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: values)
      })
  }

  func review(_ history: RoleHistory) throws -> TrainingGuard.Review {
    TrainingGuard(try RoleChangeTests.model.get()).review(history)
  }

  /// The alerts of the host that is moved; on others one in a whole history comes by chance.
  func alerts(_ history: RoleHistory) throws -> [TrainingGuard.ReviewedAlert] {
    try review(history).alerts.filter { $0.host == "host-0" }
  }

  @Test("An incident is left out, of its host, from before it was noticed to its end, and no more")
  func incident() throws {
    let review = try review(Self.later(days: 6, [Move(rows: 500..<560)]))
    #expect(review.judgedRowCount == 3 * 6 * Self.day)
    let found = review.exclusions.filter { $0.host == "host-0" }
    try #require(found.count == 1)
    let exclusion = found[0]
    let rows = (exclusion.range.lowerBound - Self.start) / 300
    #expect((498...500).contains(rows), "\(rows)")
    // The scores of a quarter of an hour reach back into it, the features of an hour.
    let end = (exclusion.range.upperBound - Self.start) / 300
    #expect((560...572).contains(end), "\(end)")
  }

  @Test("The false alerts that were promised teach: on normal data there is nothing to leave out")
  func falseAlerts() throws {
    let model = try RoleChangeTests.model.get()
    var total = 0
    var alertCount = 0
    for seed in 20..<30 as Range<UInt64> {
      let history = SyntheticRole.history(hosts: 3, days: 14, start: Self.start, seed: seed)
      total += TrainingGuard(model).review(history).alerts.count
      var monitor = RoleMonitor(model: model, policy: AlertPolicy(critical: nil))
      var recorder = AlertRecorder()
      monitor.judge(history, explaining: false) { recorder.record($0) }
      alertCount += recorder.closed.count
    }
    // One in each history by chance; what warns is far more.
    #expect(alertCount >= 15, "\(alertCount)")
    #expect(total <= alertCount / 3, "\(total)")
  }

  @Test(
    "What stays or comes back teaches",
    arguments: [
      // A new job of an hour, each day at about the same time.
      ([1, 2, 4, 5].map { 288 * $0 + 100..<288 * $0 + 112 }, .habit),
      // A seventh of all rows, at all times of the day.
      ((0..<9).map { 40 + 170 * $0..<70 + 170 * $0 }, .frequent),
    ] as [([Range<Int>], TrainingGuard.ReviewedAlert.Meaning)])
  func teaches(stretches: [Range<Int>], meaning: TrainingGuard.ReviewedAlert.Meaning) throws {
    let alerts = try alerts(Self.later(days: 6, stretches.map { Move(rows: $0) }))
    #expect(alerts.count >= 3 && alerts.allSatisfy { $0.meaning == meaning }, "\(alerts)")
  }

  @Test("A host beside itself for more than a day is no incident; one for some hours is")
  func lasting() throws {
    // Swings that no level follows.
    func swings(_ rows: Range<Int>) -> [Move] {
      stride(from: rows.lowerBound, to: rows.upperBound, by: 4).map {
        Move(deviations: 20, rows: $0..<$0 + 2)
      }
    }
    let long = try alerts(Self.later(days: 20, swings(500..<900)))
    #expect(long.first?.meaning == .lasting, "\(long)")
    let short = try alerts(Self.later(days: 20, swings(500..<600)))
    #expect(short.map(\.meaning) == [.incident])
  }

  @Test("What came with a change of the role for good teaches")
  func roleChange() throws {
    let review = try review(
      RoleChangeTests.later(days: 4, hosts: [0, 1, 2], by: [8, 0, 0, 0], in: 600..<4 * Self.day))
    #expect(Set(review.alerts.map(\.host)).count == 3)
    #expect(review.alerts.allSatisfy { $0.meaning == .roleChange }, "\(review.alerts)")
  }

  @Test("Alerts less than an hour apart are one, and a missing metric hinders nothing")
  func merging() throws {
    let history = Self.later(
      days: 6, [Move(rows: 500..<512), Move(rows: 520..<532)])
    #expect(try alerts(history).count == 1)
    let unknown = RoleHistory(
      metrics: ["other"], interval: 300,
      frames: history.frames.map {
        MetricFrame(
          host: $0.host, metrics: ["other"], start: $0.start, interval: 300,
          values: Matrix(rowCount: $0.rowCount, columnCount: 1))
      })
    #expect(try self.review(unknown) == .init(alerts: [], judgedRowCount: 0))
  }

  /// Two weeks of which the guard knows the first, and which teach the next model.
  static func twoWeeks(_ later: RoleHistory) -> RoleHistory {
    let first = SyntheticRole.history(hosts: 3, days: 7)
    return RoleHistory(
      metrics: first.metrics, interval: first.interval,
      frames: zip(first.frames, later.frames).map { first, later in
        var values = Matrix(
          rowCount: first.rowCount + later.rowCount, columnCount: first.metrics.count)
        for row in 0..<values.rowCount {
          for j in first.metrics.indices {
            values[row, j] =
              row < first.rowCount
              ? first.values[row, j] : later.values[row - first.rowCount, j]
          }
        }
        return MetricFrame(
          host: first.host, metrics: first.metrics, start: first.start, interval: first.interval,
          values: values)
      })
  }

  /// How unusual a host is at a level after an hour at it.
  static func score(of model: RoleModel, at deviations: Double) -> Double {
    var monitor = RoleMonitor(model: model)
    var score = 0.0
    for row in 0..<12 {
      var values = SyntheticRole.levels
      values[0] += deviations * SyntheticRole.scales[0]
      score =
        monitor.judge(Observation(host: "new", time: 300 * row, values: values), explaining: false)
        .score
    }
    return score
  }

  @Test("An incident of the second week teaches nothing behind a guard, and much without one")
  func incidentDoesNotTeach() throws {
    // Too many, and of too many sizes, for a gap to tell them from the rest.
    let moves = [300..<360, 700..<775, 1100..<1130, 1500..<1560, 1800..<1850].enumerated().map {
      Move(host: $0 % 3, deviations: 6 + 2 * Double($0), rows: $1)
    }
    let history = Self.twoWeeks(Self.later(days: 7, moves))
    let guardian = TrainingGuard(try RoleChangeTests.model.get())
    var options = RoleModelOptions()
    options.guarded = guardian.review(history).exclusions
    let clean = try RoleModel.train(history: Self.twoWeeks(Self.later(days: 7, [])))
    let guarded = try RoleModel.train(history: history, options: options)
    let unguarded = try RoleModel.train(history: history)
    #expect(guarded.scales[0] < 1.05 * clean.scales[0], "\(guarded.scales[0] / clean.scales[0])")
    #expect(
      unguarded.scales[0] > 1.2 * clean.scales[0], "\(unguarded.scales[0] / clean.scales[0])")
    let report = try #require(guarded.report)
    let leftOut = report.leftOut.filter { $0.reason == .guarded }
    #expect(leftOut.count == options.guarded.count && leftOut.allSatisfy { $0.rowCount > 0 })
    #expect(try RoleModel(decoding: guarded.encoded(), path: "m").report == report)
  }

  @Test("A step for good teaches behind a guard: the new level is no longer unusual")
  func stepTeaches() throws {
    let stepped = RoleChangeTests.later(
      days: 7, hosts: [0, 1, 2], by: [8, 0, 0, 0], in: 300..<7 * Self.day)
    let history = Self.twoWeeks(stepped)
    let old = try RoleChangeTests.model.get()
    var options = RoleModelOptions()
    options.guarded = TrainingGuard(old).review(history).exclusions
    let new = try RoleModel.train(history: history, options: options)
    #expect(Self.score(of: old, at: 8) > old.threshold(for: .insensitive))
    #expect(Self.score(of: new, at: 8) < new.threshold(for: .sensitive))
    #expect(Self.score(of: new, at: 0) < new.threshold(for: .sensitive))
  }
}
