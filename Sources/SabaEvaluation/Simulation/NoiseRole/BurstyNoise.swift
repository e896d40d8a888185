internal import Saba

/// Calm noise, bursts of load at random times, and background jobs that are on or off.
///
/// Bursts and jobs fall on the same times whatever the interval.
struct BurstyNoise: NoiseProcess {
  private var generator: RandomGenerator
  private var noises: [Autoregression]
  private var bursts: RandomBursts
  private var jobs: [BackgroundJob]
  /// What a burst of size 1 adds to each metric, by kind of burst, `[kinds][d]`.
  private let burstLoads: [[Double]]
  /// What a job adds to each metric while it is on, `[jobs][d]`.
  private let jobLoads: [[Double]]
  private let interval: Double
  /// The end of the last interval, in seconds since the beginning.
  private var now = 0.0

  init(role: RandomGenerator, host: RandomGenerator, interval: Int) {
    var role = role
    var host = host
    self.interval = Double(interval)
    noises = NoiseRole.levels.map { _ in
      Autoregression(
        deviation: role.uniform(in: 0.02...0.05),
        steps: role.uniform(in: 200...900) / Double(interval), start: host.normal())
    }
    burstLoads = (0..<3).map { _ in Self.loads(0.1...0.5, &role) }
    jobLoads = (0..<2).map { _ in Self.loads(0.1...0.3, &role) }
    bursts = RandomBursts(
      secondsBetween: 86_400 / role.uniform(in: 4...8), kindCount: burstLoads.count,
      generator: RandomGenerator(seed: host.next()))
    jobs = jobLoads.map { _ in
      BackgroundJob(
        meanOn: role.uniform(in: 600...3600), meanOff: role.uniform(in: 7200...28_800),
        generator: RandomGenerator(seed: host.next()))
    }
    generator = host
  }

  /// What something adds to each metric, as a share of its level: nothing to some of them.
  private static func loads(
    _ range: ClosedRange<Double>, _ role: inout RandomGenerator
  ) -> [Double] {
    NoiseRole.levels.indices.map { metric in
      let load = role.uniform(in: range)
      // The processor has its part in everything.
      return metric < 3 || role.uniform() < 0.5 ? load : 0
    }
  }

  mutating func next(at time: Int, _ factors: inout [Double]) {
    let end = now + interval
    for metric in noises.indices {
      factors[metric] = exponential(noises[metric].next(shock: generator.normal()))
    }
    bursts.advance(to: end) { kind, seconds in
      Self.add(burstLoads[kind], times: seconds / interval, to: &factors)
    }
    for job in jobs.indices {
      let seconds = jobs[job].advance(to: end)
      if seconds > 0 { Self.add(jobLoads[job], times: seconds / interval, to: &factors) }
    }
    now = end
  }

  private static func add(_ loads: [Double], times size: Double, to factors: inout [Double]) {
    for metric in loads.indices { factors[metric] += size * loads[metric] }
  }
}

/// Bursts that begin at random, whatever came before, and last 1 to 30 minutes.
private struct RandomBursts {
  private struct Burst {
    var kind: Int
    var size: Double
    var start: Double
    var end: Double
  }

  private var generator: RandomGenerator
  private let secondsBetween: Double
  private let kindCount: Int
  private var running: [Burst] = []
  private var nextStart: Double
  private var now = 0.0

  private static let durations = 60.0...1800
  /// The logarithms of the durations are uniform: short ones are the more frequent.
  private static let logDurations =
    logarithm(durations.lowerBound)...logarithm(durations.upperBound)
  /// P(size > x) = x^−2.5 from 1 on.
  private static let tailIndex = 2.5

  /// Begins early enough for bursts to be under way at the time 0.
  init(secondsBetween: Double, kindCount: Int, generator: RandomGenerator) {
    self.secondsBetween = secondsBetween
    self.kindCount = kindCount
    self.generator = generator
    nextStart = -Self.durations.upperBound + self.generator.exponential(mean: secondsBetween)
  }

  /// Goes on to a time.
  ///
  /// - Parameters:
  ///   - end: In seconds.
  ///   - body: Called with each burst's kind, and its size times the seconds for which it ran.
  mutating func advance(to end: Double, _ body: (Int, Double) -> Void) {
    while nextStart < end {
      let duration = exponential(generator.uniform(in: Self.logDurations))
      running.append(
        Burst(
          kind: Int(generator.next(upperBound: UInt64(kindCount))),
          size: power(1 - generator.uniform(), -1 / Self.tailIndex), start: nextStart,
          end: nextStart + duration))
      nextStart += generator.exponential(mean: secondsBetween)
    }
    for burst in running {
      let seconds = min(burst.end, end) - max(burst.start, now)
      if seconds > 0 { body(burst.kind, burst.size * seconds) }
    }
    running.removeAll { $0.end <= end }
    now = end
  }
}

/// A job that is on and off in turn, for times that are forgotten as they pass.
private struct BackgroundJob {
  private var generator: RandomGenerator
  private let meanOn: Double
  private let meanOff: Double
  private var isOn: Bool
  private var changesAt: Double
  private var now = 0.0

  init(meanOn: Double, meanOff: Double, generator: RandomGenerator) {
    self.meanOn = meanOn
    self.meanOff = meanOff
    self.generator = generator
    isOn = self.generator.uniform() < meanOn / (meanOn + meanOff)
    changesAt = self.generator.exponential(mean: isOn ? meanOn : meanOff)
  }

  /// Goes on to a time, and gives the seconds for which the job was on.
  mutating func advance(to end: Double) -> Double {
    var seconds = 0.0
    while now < end {
      let until = min(changesAt, end)
      if isOn { seconds += until - now }
      now = until
      if now == changesAt {
        isOn.toggle()
        changesAt += generator.exponential(mean: isOn ? meanOn : meanOff)
      }
    }
    return seconds
  }
}
