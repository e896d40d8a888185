import Benchmark
import Saba

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], timeUnits: .microseconds, maxDuration: .seconds(2),
    maxIterations: 100)

  let n = MixtureFixture.sampleCount
  let shapes = [
    MixtureShape(d: 5, k: 3), MixtureShape(d: 8, k: 8), MixtureShape(d: 16, k: 8),
    MixtureShape(d: 38, k: 8),
  ]
  let structures: [(name: String, structure: CovarianceStructure)] = [
    ("full", .full), ("tied", .tied), ("diagonal", .diagonal), ("spherical", .spherical),
    ("lowRank(5)", .lowRank(.fixed(5))),
  ]

  for shape in shapes {
    for (name, structure) in shape.d < 16 ? Array(structures[..<1]) : structures {
      Benchmark("GaussianMixture.logDensity n=\(n) \(shape) \(name)") { benchmark, fixture in
        for _ in benchmark.scaledIterations {
          blackHole(fixture.model.logDensity(of: fixture.samples))
        }
      } setup: {
        try MixtureFixture(shape, structure)
      }

      Benchmark("GaussianMixture.iteration n=\(n) \(shape) \(name)") { benchmark, fixture in
        for _ in benchmark.scaledIterations {
          let statistics = MixtureStatistics(
            of: fixture.samples, under: fixture.model, structure: structure, threadCount: 1)
          blackHole(try statistics.model(structure: structure))
        }
      } setup: {
        try MixtureFixture(shape, structure)
      }
    }

    Benchmark(
      "MixtureReader.logDensity \(shape) full",
      configuration: .init(timeUnits: .nanoseconds, scalingFactor: .kilo)
    ) { benchmark, fixture in
      var reader = MixtureReader(fixture.model)
      let d = shape.d
      benchmark.startMeasurement()
      for i in benchmark.scaledIterations {
        let sample = fixture.samples.elements.span.extracting((i * d)..<((i + 1) * d))
        blackHole(reader.logDensity(of: sample))
      }
    } setup: {
      try MixtureFixture(shape, .full)
    }
  }

  let shape = MixtureShape(d: 8, k: 8)
  Benchmark("GaussianMixture.fit n=\(n) \(shape) full missing=10% iterations=1") {
    benchmark, fixture in
    var options = GaussianMixtureOptions()
    options.maximumIterations = 1
    options.threadCount = 1
    for _ in benchmark.scaledIterations {
      blackHole(try GaussianMixture.fit(fixture.samples, from: fixture.model, options: options))
    }
  } setup: {
    try MixtureFixture(shape, .full).missing(0.1)
  }
}
