import Benchmark
import Saba

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], timeUnits: .nanoseconds, scalingFactor: .kilo,
    maxDuration: .seconds(3), maxIterations: 200)

  for explaining in [true, false] {
    let name = "d=\(RoleFixture.metricCount) \(explaining ? "explained" : "plain")"

    // Minutes of a fleet, and days of one host.
    for (hosts, days) in [(1000, 1), (1, 30)] {
      Benchmark("RoleMonitor.judge batch hosts=\(hosts) \(name)") { benchmark, stream in
        let rows = stream.take(benchmark.scaledIterations.count)
        benchmark.startMeasurement()
        blackHole(stream.monitor.judge(rows, explaining: explaining))
      } setup: {
        try RoleStream(hosts: hosts, days: days)
      }
    }

    Benchmark("RoleMonitor.judge one hosts=100 \(name)") { benchmark, stream in
      let rows = stream.take(benchmark.scaledIterations.count)
      benchmark.startMeasurement()
      for row in rows { blackHole(stream.monitor.judge(row, explaining: explaining)) }
    } setup: {
      try RoleStream(hosts: 100, days: 2)
    }
  }

  // Twice the rows, twice the time.
  for hosts in [25, 50] {
    Benchmark(
      "RoleModel.train hosts=\(hosts) days=30 d=\(RoleFixture.metricCount)",
      configuration: .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], timeUnits: .milliseconds,
        scalingFactor: .one, maxDuration: .seconds(30), maxIterations: 5)
    ) { benchmark, history in
      blackHole(try RoleModel.train(history: history))
    } setup: {
      RoleFixture.history(hosts: hosts, days: 30)
    }
  }
}
