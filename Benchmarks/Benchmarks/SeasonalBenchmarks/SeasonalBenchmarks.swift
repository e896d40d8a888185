import Benchmark
import Saba

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], timeUnits: .microseconds, maxDuration: .seconds(2),
    maxIterations: 100)

  for (n, period) in [(8_064, 288), (40_320, 1_440)] {
    for isRobust in [false, true] {
      for missing in [0, 0.1] {
        let name = "\(isRobust ? "robust" : "plain") missing=\(Int(100 * missing))%"
        Benchmark("STL.decompose n=\(n) period=\(period) \(name)") { benchmark, values in
          var options = STLOptions()
          options.isRobust = isRobust
          let stl = STL(period: period, options: options)
          for _ in benchmark.scaledIterations { blackHole(try stl.decompose(values)) }
        } setup: {
          SeasonalFixture.series(count: n, period: period, missing: missing)
        }
      }
    }
  }

  Benchmark("MSTL.decompose n=8064 periods=288,2016") { benchmark, values in
    let mstl = MSTL(periods: [288, 2_016])
    for _ in benchmark.scaledIterations { blackHole(try mstl.decompose(values)) }
  } setup: {
    SeasonalFixture.series(count: 8_064, period: 288)
  }

  for n in [2_016, 8_064, 40_320] {
    Benchmark("PeriodDetector.detect n=\(n)") { benchmark, values in
      let detector = PeriodDetector()
      for _ in benchmark.scaledIterations { blackHole(try detector.detect(values)) }
    } setup: {
      SeasonalFixture.series(count: n, period: n / 28)
    }
  }

  Benchmark("SeasonalESD.detect n=8064 period=288") { benchmark, values in
    let detector = SeasonalESD(period: 288)
    for _ in benchmark.scaledIterations { blackHole(try detector.detect(values)) }
  } setup: {
    SeasonalFixture.series(count: 8_064, period: 288)
  }
}
