internal import Saba

/// One web server: from the load that reaches it to all its metrics.
///
/// Everything is a share of the host's size; noise is multiplicative for rates. A host's draws
/// depend on the seed and its own number alone, and not on what goes wrong.
struct SimulatedHost {
  /// The host's size and habits.
  struct Profile {
    let name: String
    let cores: Double
    let memory: Double
    let fileSystem: Double
    /// Its share of the load, relative to its cores.
    let share: Double
    /// Its share of memory and file system that is in use on an idle day.
    let memoryBase: Double
    let fileSystemBase: Double
    let latency: Double
    /// The second of the day, by the users' clock, at which the nightly job begins.
    let cronSecond: Int

    /// The cores of a host that joins: twice those of the largest other.
    private static let biggest = 16.0

    init(number: Int, scenario: Scenario, seed: UInt64) {
      var generator = RandomGenerator(seed: seed, purpose: "host \(number) profile")
      name = number < 10 ? "web0\(number)" : "web\(number)"
      let cores = [4.0, 4, 6, 8][(number - 1) % 4]
      self.cores = number > scenario.hosts ? Self.biggest : cores
      memory = self.cores * 4 * 0x1p30
      fileSystem = 80e9
      share = generator.uniform(in: 0.93...1.07)
      memoryBase = generator.uniform(in: 0.28...0.32)
      fileSystemBase = generator.uniform(in: 0.26...0.34)
      latency = generator.uniform(in: 39...44)
      let slots = 2 * 3600 / scenario.interval
      cronSecond = 2 * 3600 + Int(generator.uniform() * Double(slots)) * scenario.interval
    }
  }

  let profile: Profile
  private let scenario: Scenario
  private let deploy: Int
  /// When the service restarts without a new version.
  private let restarts: [Int]
  /// When the host is drained and off.
  private let maintenance: Range<Int>?

  // One stream of draws for each.
  private var requestNoise: Noise
  private var requestBursts: Bursts
  private var costNoise: Noise
  private var userNoise: Noise
  private var systemNoise: Noise
  private var waitingNoise: Noise
  private var otherNoise: Noise
  private var loadNoise: Noise
  private var usedNoise: Noise
  private var cachedNoise: Noise
  private var readNoise: Noise
  private var writeNoise: Noise
  private var flushes: Bursts
  private var receivedNoise: Noise
  private var sentNoise: Noise
  private var fileNoise: Noise
  private var latencyNoise: Noise
  private var cronNoise: Noise

  // What the host remembers from one interval to the next.
  private var sessions: Double
  private var cronCache = 0.0
  private var log: Double
  private var archives: [Double]

  init(number: Int, scenario: Scenario, seed: UInt64) {
    profile = Profile(number: number, scenario: scenario, seed: seed)
    self.scenario = scenario
    // The new version goes out at 15 o'clock two thirds through the training, host after host.
    let day = scenario.trainingDays * 2 / 3
    deploy = scenario.start + day * 86_400 + 15 * 3600 - scenario.clockOffset + (number - 1) * 600
    restarts = scenario.changes.compactMap { change in
      guard case .rollingDeploy(let start) = change else { return nil }
      return start + (number - 1) * 600
    }
    maintenance = scenario.maintenance(ofHost: number)

    func generator(_ purpose: String) -> RandomGenerator {
      RandomGenerator(seed: seed, purpose: "host \(number) \(purpose)")
    }
    func noise(_ purpose: String, _ deviation: Double, _ steps: Double) -> Noise {
      Noise(generator(purpose), deviation: deviation, steps: steps)
    }
    requestNoise = noise("requests", 0.03, 2.5)
    requestBursts = Bursts(
      generator("request bursts"), rate: 1 / 250, heights: 0.06...0.16, lengths: 2...5)
    costNoise = noise("cost", 0.025, 150)
    userNoise = noise("user", 0.03, 1.5)
    systemNoise = noise("system", 0.04, 1.5)
    waitingNoise = noise("waiting", 0.18, 1.5)
    otherNoise = noise("other", 0.2, 4)
    loadNoise = noise("load", 0.07, 2)
    usedNoise = noise("used", 0.006, 70)
    cachedNoise = noise("cached", 0.012, 100)
    readNoise = noise("reads", 0.22, 2)
    writeNoise = noise("writes", 0.08, 2)
    flushes = Bursts(generator("flushes"), rate: 1 / 60, heights: 6...18, lengths: 1...2)
    receivedNoise = noise("received", 0.03, 1.5)
    sentNoise = noise("sent", 0.04, 4)
    fileNoise = noise("files", 0.0008, 30)
    latencyNoise = noise("latency", 0.05, 2)
    cronNoise = noise("cron", 0.1, 1)

    sessions = 0.5
    let dailyLog =
      0.6 * Self.requestsPerCore * profile.cores * profile.share * 86_400 * Self.logLine
    log = 0.25 * dailyLog
    archives = [Double](repeating: 0.12 * dailyLog, count: 7)
  }

  /// Requests a second and core at the busiest hour.
  private static let requestsPerCore = 24.0
  /// Seconds of a core that a request takes.
  private static let requestCost = 0.0195
  /// Bytes of log a request.
  private static let logLine = 520.0
  /// The share of the page cache that is empty at first, and how long it takes to fill, in seconds.
  private static let coldStart = 0.7
  private static let warmingTime = 1200.0

  /// The metrics of the next interval, in the order of `SimulatedMetric`.
  mutating func next(demand: Double, incidents: [Incident], at time: Int) -> [Double] {
    let cores = profile.cores
    let disturbance = Disturbance(of: incidents, on: profile.name, at: time)
    let sinceJob = secondsSinceJob(at: time, delay: disturbance.cronDelay)
    let cron = nightlyJob(after: sinceJob)
    let deployed = time >= deploy
    let restarting = ([deploy] + restarts).contains {
      time >= $0 && time < $0 + 2 * scenario.interval
    }
    let isAway = maintenance?.contains(time) ?? false
    let arriving = disturbance.requests * (isAway ? 0 : 1)

    // Requests, and the work they make.
    let usual =
      demand * profile.share * exponential(requestNoise.next()) * (1 + requestBursts.next())
    let requests = Self.requestsPerCore * cores * usual * arriving
    let cost = Self.requestCost * (deployed ? 1.05 : 1) * exponential(costNoise.next())
    let work = requests * cost

    // Memory follows the sessions, which outlive the requests; the page cache takes what is left.
    sessions += (usual * (isAway ? 0 : 1) - sessions) * 0.12
    let surplus = max(0, usual * disturbance.requests - usual)
    let used =
      profile.memoryBase + 0.07 * sessions + 0.05 * surplus + usedNoise.next()
      + (deployed ? 0.03 : 0) - (restarting ? 0.06 : 0) + disturbance.leaked
    cronCache = max(0.985 * cronCache, 0.035 * cron)
    let cached =
      min(
        0.40 - 0.25 * (used - disturbance.leaked - 0.35) + cronCache + cachedNoise.next(),
        0.965 - used) * (1 - coldness(at: time))

    // Disk: logs, cache misses, the nightly job.
    let misses = min(5, 0.4 / cached)
    let throttle = 1 - 0.45 * disturbance.slowness
    let reads =
      throttle * (1.6 + 0.035 * requests * misses) * exponential(readNoise.next()) + 120 * cron
    let writes =
      (throttle * (5 + 0.16 * requests) + disturbance.writes) * exponential(writeNoise.next())
      + flushes.next() + 45 * cron

    // Processor: shares of a core, all together at most the cores there are.
    let other = 0.004 * cores * exponential(otherNoise.next())
    let waiting =
      (0.003 + 0.00022 * (reads + writes) + 0.18 * cores * disturbance.slowness)
      * exponential(waitingNoise.next()) + 0.05 * cron
    let system = (0.03 + 0.17 * work) * exponential(systemNoise.next()) + 0.10 * cron
    let wanted =
      (0.05 + 0.80 * work) * exponential(userNoise.next()) + 0.45 * cron
      + disturbance.spinning * cores
    let user = min(wanted, 0.99 * cores - other - waiting - system)
    let idle = cores - other - waiting - system - user

    // Queueing: the fuller the processor, the longer the queue. A spinning process is preempted,
    // so that requests feel a fifth of it. Where the load balancer has turned away, what still
    // arrives are its health checks, which answer at once.
    let spinning = disturbance.spinning * cores
    let utilisation = min(0.92, (user + system - 0.8 * spinning) / cores)
    let queue = utilisation * utilisation / (1 - utilisation)
    let load =
      cores * utilisation * (0.85 + 0.45 * queue) * exponential(loadNoise.next())
      + spinning + 1.5 * waiting + 0.03
    let latency =
      profile.latency * (1 + 0.8 * queue) * (restarting ? 1.4 : 1)
      * exponential(latencyNoise.next()) * (1 + 0.06 * cron) * (1 + 3 * disturbance.slowness)
      * (1 - 0.9 * max(0, 1 - disturbance.requests))

    // Network.
    let received = (9_000 + 2_100 * requests) * exponential(receivedNoise.next())
    let sent = (14_000 + 15_500 * requests) * exponential(sentNoise.next())

    // File system: the day's log, compressed and moved to the archives every night.
    if sinceJob == 0 { rotateLog() }
    log += requests * Self.logLine * Double(scenario.interval)
    let files = profile.fileSystemBase + fileNoise.next() + disturbance.filled
    let stored = files * profile.fileSystem + log + archives.reduce(0, +)

    return SimulatedMetric.allCases.map { metric in
      switch metric {
      case .load: load
      case .cpuUser: 100 * user
      case .cpuSystem: 100 * system
      case .cpuWaiting: 100 * waiting
      case .cpuIdle: 100 * idle
      case .memoryUsed: profile.memory * used
      case .memoryCached: profile.memory * cached
      case .diskReads: reads
      case .diskWrites: writes
      case .received: received
      case .sent: sent
      case .fileSystemUsed: stored
      case .requests: requests
      case .latency: latency
      }
    }
  }

  /// How long ago the present day's nightly job began, in seconds; below 0 before it does.
  private func secondsSinceJob(at time: Int, delay: Int) -> Int {
    let day = scenario.localTime(at: time) / 86_400
    return time - delay - scenario.start(ofJobAt: profile.cronSecond, onLocalDay: day)
  }

  /// How busy the nightly job is, 0…about 1: a quarter of an hour, most of it at the beginning.
  private mutating func nightlyJob(after elapsed: Int) -> Double {
    let strength = exponential(cronNoise.next())
    guard elapsed >= 0 && elapsed < 900 else { return 0 }
    return strength * (1 - 0.7 * Double(elapsed) / 900)
  }

  private mutating func rotateLog() {
    archives.removeFirst()
    archives.append(0.12 * log)
    log = 0
  }

  /// What the page cache lacks since the host was switched on, 0…1.
  private func coldness(at time: Int) -> Double {
    guard let back = maintenance?.upperBound, time >= back else { return 0 }
    return Self.coldStart * exponential(-Double(time - back) / Self.warmingTime)
  }
}
