internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Daily jobs")
struct DailyJobsTests {
  static let interval = 300
  static let perDay = 86_400 / interval
  static let days = 14
  /// A Sunday on which clocks in Berlin are put forward, at 01:00 UTC.
  static let change = 1_774_746_000

  /// Noise of deviation 1 about 100 in two metrics, and in the second a job of the first host.
  ///
  /// It runs over some slots of the day by UTC, on some of the days.
  static func history(
    slots: Range<Int>, height: Double,
    isOn: (Int) -> Bool = { _ in true }
  ) -> RoleHistory {
    var generator = RandomGenerator(seed: 4)
    let frames = ["a", "b"].map { host in
      var values = Matrix(rowCount: days * perDay, columnCount: 2)
      for row in 0..<days * perDay {
        for j in 0..<2 { values[row, j] = 100 + generator.normal() }
        if host == "a", slots.contains(row % perDay), isOn(row / perDay) {
          values[row, 1] += height * (1 + 0.1 * generator.normal())
        }
      }
      return MetricFrame(
        host: host, metrics: ["cpu", "reads"], start: 1_767_571_200, interval: interval,
        values: values)
    }
    return RoleHistory(metrics: ["cpu", "reads"], interval: interval, frames: frames)
  }

  static func jobs(in history: RoleHistory, zone: LocalZone = .utc) throws -> DailyJobs {
    var options = RoleModelOptions()
    options.zone = zone
    return DailyJobs(in: try TrainingRows(history, options: options), threadCount: 2)
  }

  @Test("A job is found on its host, in its metric and slots, with its level and spread")
  func found() throws {
    let jobs = try Self.jobs(in: Self.history(slots: 36..<39, height: 40))
    #expect(Array(jobs.known.keys) == ["a"])
    let parts = try #require(jobs.known["a"])
    #expect(parts.keys.sorted() == [36, 37, 38])
    for slot in 36..<39 {
      let part = try #require(parts[slot]?.first)
      #expect(parts[slot]?.count == 1 && part.metric == 1)
      #expect(abs(part.level - 40) < 5)
      #expect((1.5...9).contains(part.spread))
    }
  }

  @Test("A new host may do at any time what another one does at its own; one that is known may not")
  func newHost() throws {
    let model = try RoleModel.train(history: Self.history(slots: 36..<39, height: 40))
    var generator = RandomGenerator(seed: 5)
    let highest = ["b", "new"].map { host in
      var monitor = RoleMonitor(model: model)
      return (0..<Self.perDay).map { row in
        let job = (100..<103).contains(row) ? 40.0 : 0
        let values = [100 + generator.normal(), 100 + job + generator.normal()]
        let time = model.summary.lastTime + Self.interval * (row + 1)
        return monitor.judge(Observation(host: host, time: time, values: values)).score
      }.filter { !$0.isNaN }.max() ?? 0
    }
    #expect(highest[0] > 3 * highest[1], "\(highest)")
  }

  @Test("What comes on some days only, or hardly stands out, or goes on for hours, is no job")
  func notFound() throws {
    #expect(try Self.jobs(in: Self.history(slots: 36..<39, height: 0)).known.isEmpty)
    #expect(try Self.jobs(in: Self.history(slots: 36..<39, height: 1)).known.isEmpty)
    #expect(
      try Self.jobs(in: Self.history(slots: 36..<39, height: 40) { $0 % 2 == 0 }).known.isEmpty)
    let long = try Self.jobs(in: Self.history(slots: 36..<66, height: 40)).known["a"] ?? [:]
    // Its ends stand out of what is around them.
    #expect(long.keys.allSatisfy { !(40..<62).contains($0) })
    // One day without it does not matter.
    #expect(
      try !Self.jobs(in: Self.history(slots: 36..<39, height: 40) { $0 != 5 }).known.isEmpty)
  }

  @Test("A job at its time is usual; late or left out it is not, on its host alone")
  func judged() throws {
    let model = try RoleModel.train(history: Self.history(slots: 36..<39, height: 40))
    let monitor = RoleMonitor(model: model)
    let end = model.summary.lastTime + Self.interval
    var generator = RandomGenerator(seed: 8)
    let quiet = (0..<100).map { _ in [100 + generator.normal(), 100 + generator.normal()] }

    /// The highest score over a morning.
    func peak(host: String, job: Range<Int>) -> Double {
      var monitor = monitor
      let observations = quiet.indices.map { row in
        Observation(
          host: host, time: end + row * Self.interval,
          values: [quiet[row][0], quiet[row][1] + (job.contains(row) ? 40 : 0)])
      }
      return monitor.judge(observations, explaining: false).map(\.score).max() ?? 0
    }
    let usual = peak(host: "a", job: 36..<39)
    let threshold = model.threshold(for: .sensitive)
    #expect(usual < threshold)
    #expect(peak(host: "a", job: 48..<51) > threshold)
    #expect(peak(host: "a", job: 0..<0) > threshold)
    #expect(peak(host: "b", job: 36..<39) > threshold)
  }

  @Test("What is expected at the time of a job is the job")
  func expected() throws {
    let model = try RoleModel.train(history: Self.history(slots: 36..<39, height: 40))
    var monitor = RoleMonitor(model: model)
    let end = model.summary.lastTime + Self.interval
    func reads(row: Int, value: Double) throws -> Verdict.Contribution {
      let verdict = monitor.judge(
        Observation(host: "a", time: end + row * Self.interval, values: [100, value]))
      return try #require(verdict.contributions.first { $0.metric == "reads" })
    }
    let before = try reads(row: 35, value: 100.5)
    #expect(abs(before.expected - 100) < 3 && before.high < 115)
    let during = try reads(row: 36, value: 141)
    #expect(abs(during.expected - 140) < 8 && during.low > 100)
  }

  @Test("In the hours after clocks are changed a job may run or not, and at any time")
  func clockChange() throws {
    let zone = try LocalZone(identifier: "Europe/Berlin")
    let parts = [24: [DailyJobs.Part(metric: 0, level: 40, spread: 4)]]
    let jobs = HostJobs(slotLength: 300, zone: zone, parts: parts)
    // 2 o'clock in winter.
    let night = Self.change - 86_400
    #expect(jobs.parts(at: night) == parts[24])
    #expect(jobs.parts(at: night + 300).isEmpty)
    #expect(jobs.parts(at: Self.change - 300).isEmpty)
    let scaling = FeatureSeries.plainScaling(metricCount: 1)
    func standard(_ value: Double, at time: Int) -> Double {
      var result = [0.0]
      scaling.standardize([value].span, at: time, offsets: [0], jobs: jobs, into: &result)
      return result[0]
    }
    for time in stride(from: Self.change, to: Self.change + 3 * 3600, by: 300) {
      #expect(standard(40, at: time) == 0 && standard(0, at: time) == 0)
      #expect(standard(20, at: time) == -5)
    }
    #expect(abs(standard(40, at: Self.change + 4 * 3600)) > 20)
    // A day later it runs at two in summer.
    let next = Self.change - 3600 + 86_400
    #expect(standard(40, at: next) == 0 && standard(0, at: next) == -10)
  }

  @Test("A model's file keeps the jobs, and refuses such as cannot be")
  func file() throws {
    let model = try RoleModel.train(history: Self.history(slots: 36..<39, height: 40))
    #expect(!model.density.scaling.jobs.known.isEmpty)
    #expect(try RoleModel(decoding: model.encoded(), path: "a.saba") == model)
    var snapshot = RoleModelSnapshot(model)
    snapshot.jobs?.slots[0] = 288
    #expect(snapshot.model == nil)
    snapshot = RoleModelSnapshot(model)
    snapshot.jobs?.metrics[0] = 2
    #expect(snapshot.model == nil)
    snapshot = RoleModelSnapshot(model)
    snapshot.standstillLimits = [1]
    #expect(snapshot.model == nil)
  }
}
