internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Taking known movements out of a host's samples")
struct HostTransientTests {
  static let interval = 300
  static let known = KnownTransients(
    scales: [1, 1], transients: [.init(movement: [8, -6], length: 2, occurrenceCount: 3)])

  /// What is left of samples that come every five minutes, after three at rest.
  static func left(of samples: [[Double]]) -> [[Double]] {
    var transient = HostTransient(metricCount: 2)
    let atRest = [[Double]](repeating: [0, 0], count: 3)
    return (atRest + samples).enumerated().map { index, sample in
      var left = sample
      transient.take(&left, at: index * interval, known: known)
      return left
    }.suffix(samples.count)
  }

  @Test("A movement is taken out as far as it is known, on the way in which it goes")
  func amount() {
    #expect(Self.left(of: [[8, -6], [0, 0]]) == [[0, 0], [0, 0]])
    #expect(Self.left(of: [[7, -5]]) == [[0, 0]])
    #expect(Self.left(of: [[11, -9]]) == [[3, -3]])
    #expect(Self.left(of: [[20, 1]]) == [[12, 1]])
    let other = [[-8.0, 6], [8, 6], [6, 0]]
    for sample in other { #expect(Self.left(of: [sample]) == [sample]) }
  }

  @Test("It lasts no longer than it is known to")
  func length() {
    let moving = [[Double]](repeating: [8, -6], count: 6)
    #expect(Self.left(of: moving) == [[0, 0], [0, 0]] + moving.dropFirst(2))
  }

  @Test("Another one within the hour is no usual thing")
  func again() {
    func again(after rest: Int) -> [Double]? {
      Self.left(of: [[8, -6]] + [[Double]](repeating: [0, 0], count: rest - 1) + [[8, -6]]).last
    }
    #expect(again(after: 11) == [8, -6])
    #expect(again(after: 12) == [0, 0])
  }

  @Test("A missing value does not move, and what is known of before a gap tells nothing")
  func missing() {
    let left = Self.left(of: [[10, .nan]])
    #expect(left[0][0] == 2 && left[0][1].isNaN)
    var transient = HostTransient(metricCount: 2)
    var sample = [0.0, 0]
    for row in 0..<3 { transient.take(&sample, at: row * Self.interval, known: Self.known) }
    transient.skip()
    sample = [8, -6]
    transient.take(&sample, at: 9 * Self.interval, known: Self.known)
    #expect(sample == [8, -6])
  }

  @Test("A level that moves takes the samples before along")
  func translation() {
    var transient = HostTransient(metricCount: 2)
    var sample = [5.0, 5]
    for row in 0..<3 { transient.take(&sample, at: row * Self.interval, known: Self.known) }
    transient.translate(by: [5, 5])
    sample = [8, -6]
    transient.take(&sample, at: 3 * Self.interval, known: Self.known)
    #expect(sample == [0, 0])
  }

  @Test("What is written in the middle of a movement goes on as if it had not been")
  func state() throws {
    var whole = HostTransient(metricCount: 2)
    let samples = [[0.0, 0], [0, 0], [0, 0], [8, -6], [8, -6], [8, -6], [0, 0]]
    for (row, sample) in samples.enumerated() {
      var writer = StateWriter()
      whole.write(to: &writer)
      var resumed = HostTransient(metricCount: 2)
      var reader = StateReader(writer.bytes[...])
      try resumed.restore(from: &reader)
      var (one, other) = (sample, sample)
      whole.take(&one, at: row * Self.interval, known: Self.known)
      resumed.take(&other, at: row * Self.interval, known: Self.known)
      #expect(one == other)
    }
  }

  // MARK: - A whole model

  /// Adds a restart to a host's rows: two samples of slow answers and less memory.
  static func restarted(_ history: RoleHistory, _ rows: [String: [Int]]) -> RoleHistory {
    RoleHistory(
      metrics: history.metrics, interval: history.interval,
      frames: history.frames.map { frame in
        var values = frame.values
        for first in rows[frame.host] ?? [] {
          for row in first..<first + 2 {
            values[row, 1] -= 20 * SyntheticRole.scales[1]
            values[row, 3] += 30 * SyntheticRole.scales[3]
          }
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: values)
      })
  }

  static let history = restarted(
    SyntheticRole.history(hosts: 3, days: 7),
    ["host-0": [900], "host-1": [902], "host-2": [904]])

  static let model = Result { try RoleModel.train(history: history) }

  /// The largest score of a host that restarts in some rows of a day.
  static func largestScore(_ rows: [Int], by model: RoleModel) -> Double {
    let day = SyntheticRole.history(
      hosts: 1, days: 1, start: model.summary.lastTime + interval, seed: 5)
    var monitor = RoleMonitor(model: model)
    var largest = 0.0
    monitor.judge(restarted(day, ["host-0": rows])) { verdict in
      if verdict.score.isFinite { largest = max(largest, verdict.score) }
    }
    return largest
  }

  @Test("A role whose hosts restarted one after another is not surprised by another restart")
  func restart() throws {
    let model = try Self.model.get()
    let plain = try RoleModel.train(
      history: Self.history, pipeline: RolePipeline(without: .transients))
    let known = model.knownTransients
    #expect(known.count == 1 && plain.knownTransients.isEmpty)
    #expect(known[0].movements.map(\.metric) == ["latency", "memory"])
    #expect(known[0].movements[0].deviation > 0 && known[0].movements[1].deviation < 0)
    #expect(known[0].seconds == 600 && known[0].occurrenceCount == 3)
    let threshold = model.threshold(for: .sensitive)
    #expect(model.threshold(for: .sensitive) == plain.threshold(for: .sensitive))
    #expect(Self.largestScore([], by: model) < threshold)
    #expect(Self.largestScore([100], by: model) < threshold)
    #expect(Self.largestScore([100], by: plain) > threshold)
    #expect(Self.largestScore([100, 104, 108], by: model) > threshold, "again and again")
  }

  @Test("A file keeps what is known; numbers that cannot be any are refused")
  func file() throws {
    let model = try Self.model.get()
    let isKept = try RoleModel(decoding: model.encoded(), path: "role.saba") == model
    #expect(isKept)
    let stored = try #require(RoleModelSnapshot.Transients(model.transients))
    #expect(stored.transients(metricCount: 4) == model.transients)
    #expect(stored.transients(metricCount: 3) == nil)
    var damaged = stored
    damaged.lengths = [0]
    #expect(damaged.transients(metricCount: 4) == nil)
    damaged = stored
    damaged.occurrenceCounts = []
    #expect(damaged.transients(metricCount: 4) == nil)
    damaged = stored
    damaged.scales = PackedDoubles([0, 1, 1, 1])
    #expect(damaged.transients(metricCount: 4) == nil)
  }
}
