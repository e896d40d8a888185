internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("The pipeline without one of its steps")
struct RolePipelineTests {
  /// A role with two states, a daily rhythm in its last metric, and an incident on one host.
  static let history: RoleHistory = {
    let plain = SyntheticRole.history(hosts: 2, days: 5)
    return RoleHistory(
      metrics: plain.metrics, interval: plain.interval,
      frames: plain.frames.enumerated().map { host, frame in
        let rows = (0..<frame.rowCount).map { row in
          var values = frame.values.row(row)
          let phase = 2 * Double.pi * Double(row % 288) / 288
          values[3] += 6 * SyntheticRole.scales[3] * sine(phase)
          if row / 100 % 2 == 1 {
            for j in 0..<3 { values[j] += 12 * SyntheticRole.scales[j] }
          }
          if host == 1, (1000..<1012).contains(row) { values[1] *= 3 }
          return values
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: Matrix(rows: rows))
      })
  }()

  static func model(without step: RolePipeline.Step?) throws -> RoleModel {
    try RoleModel.train(history: history, pipeline: RolePipeline(without: step))
  }

  static let whole = try? model(without: nil)

  /// The scores of a host that is odd now and then, and later has a level and a spread of its own.
  static func scores(by model: RoleModel) -> [Double] {
    var generator = RandomGenerator(seed: 8)
    var monitor = RoleMonitor(model: model)
    return (0..<(3 * 288)).map { row in
      let isMoved = row >= 288
      let values = SyntheticRole.metrics.indices.map { j in
        let noise = generator.normal() * (isMoved && j == 2 ? 3 : 1)
        let shift = (isMoved && j == 1 ? 4.0 : 0) + (row % 60 < 5 ? 30 : 0)
        return SyntheticRole.levels[j] + SyntheticRole.scales[j] * (noise + shift)
      }
      return monitor.judge(
        Observation(
          host: "h", time: model.summary.lastTime + model.interval * (row + 1), values: values),
        explaining: false
      ).score
    }
  }

  static func thresholdAfterManyAlerts(_ model: RoleModel) -> Double {
    var counter = model.alertCounter(for: .sensitive, attempts: 1)
    for row in 0..<100 { counter.add(row % 2 == 0 ? 1e9 : 0, at: 300 * row) }
    return counter.presentThreshold
  }

  @Test("Nothing left out is what everybody trains, and the file knows of no pipeline")
  func everything() throws {
    let whole = try #require(Self.whole)
    let isUsual = try RoleModel.train(history: Self.history) == whole
    #expect(isUsual)
    let reduced = try Self.model(without: .shift)
    let read = try RoleModel(decoding: reduced.encoded(), path: "role.saba")
    #expect(read.pipeline == RolePipeline())
    let isKept = read.encoded() == reduced.encoded()
    #expect(isKept)
  }

  @Test("Each step changes what is learnt or judged", arguments: RolePipeline.Step.allCases)
  func difference(step: RolePipeline.Step) throws {
    let whole = try #require(Self.whole)
    let reduced = try Self.model(without: step)
    let isScoredAlike = Self.scores(by: whole) == Self.scores(by: reduced)
    // The history has no jobs, which take a week to tell, nothing that comes day after day, and no
    // movement that comes back.
    let steps: [RolePipeline.Step] = [
      .risingThresholds, .censoring, .dailyJobs, .recurringStates, .transients,
    ]
    #expect(isScoredAlike == steps.contains(step))
    switch step {
    case .risingThresholds:
      let threshold = whole.threshold(for: .sensitive, attempts: 1)
      #expect(Self.thresholdAfterManyAlerts(whole) > threshold)
      #expect(Self.thresholdAfterManyAlerts(reduced) == threshold)
    case .censoring:
      #expect(reduced.threshold(for: .insensitive) != whole.threshold(for: .insensitive))
    case .trimming:
      #expect(whole.report?.leftOut.map(\.reason) == [.trimmed])
      #expect(reduced.report?.leftOut.isEmpty ?? false)
    case .dailyProfiles:
      #expect(whole.profiles.contains { $0 != nil })
      #expect(reduced.profiles.allSatisfy { $0 == nil })
    case .dailyJobs:
      let history = DailyJobsTests.history(slots: 36..<39, height: 40)
      let jobs = try RoleModel.train(history: history).density.scaling.jobs
      let none = try RoleModel.train(history: history, pipeline: RolePipeline(without: step))
      #expect(!jobs.known.isEmpty && none.density.scaling.jobs.known.isEmpty)
    case .states:
      #expect(whole.componentCount > 1)
      #expect(reduced.componentCount == 1)
    case .trailingMeans:
      #expect(whole.density.level.dimension == 4 * 4)
      #expect(reduced.density.level.dimension == 4)
    case .regularization:
      #expect(reduced.density.regularization == .least)
    case .crossFitting:
      // Energies of rows that a density has seen are smaller.
      #expect(reduced.surprise.level.tail.threshold < whole.surprise.level.tail.threshold)
    default:
      break
    }
  }

  @Test("Surprises combine without a step as it says")
  func combination() throws {
    var scale = try SurpriseScaleTests.scale()
    let (level, dynamics) = (scale.level.surprise(of: 2.5), scale.dynamics.surprise(of: 1.3))
    func score(without step: RolePipeline.Step) -> Double {
      scale.pipeline = RolePipeline(without: step)
      return scale.score(level: 2.5, dynamics: 1.3)
    }
    #expect(level > 0 && dynamics > 0)
    #expect(score(without: .level) == dynamics)
    #expect(score(without: .dynamics) == level)
    #expect(isClose(score(without: .largerSurprise), level + dynamics, Tolerance.closedForm))
  }

  @Test("Without following it, a host's own level or spread is none")
  func drift() throws {
    var drift = HostDrift(interval: 300, metricCount: 1)
    for row in 0..<(96 * 12) { _ = drift.add([row % 2 == 0 ? 1 : 7], at: row * 300) }
    var range = DriftRange(low: [-1], high: [1], spread: [0.5])
    func change(without step: RolePipeline.Step?) -> DriftChange? {
      range.pipeline = RolePipeline(without: step)
      return range.change(of: drift)
    }
    let whole = try #require(change(without: nil))
    #expect(whole.isShifted && whole.isWidened)
    let still = try #require(change(without: .shift))
    #expect(still.shift == [0] && still.growth == whole.growth)
    let narrow = try #require(change(without: .widening))
    #expect(narrow.shift == whole.shift && narrow.growth == [1])
  }

  @Test("Without trailing energies, a sample's own are all that counts")
  func trailing() {
    var energies = TrailingEnergies(pipeline: RolePipeline(without: .trailingEnergies))
    for row in 0..<5 {
      let found = energies.add(
        .init(level: Double(row), dynamics: 2 * Double(row), view: .role), at: 60 * row)
      #expect(found?.level == Double(row) && found?.dynamics == 2 * Double(row))
    }
  }
}
