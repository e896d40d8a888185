// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "saba-benchmarks",
  platforms: [.macOS("26.0")],
  dependencies: [
    .package(name: "saba", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "MixtureBenchmarks",
      dependencies: [
        .product(name: "Saba", package: "saba"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/MixtureBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "RoleBenchmarks",
      dependencies: [
        .product(name: "Saba", package: "saba"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/RoleBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "SeasonalBenchmarks",
      dependencies: [
        .product(name: "Saba", package: "saba"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/SeasonalBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),

    // Saba's side of the comparison with other people's software; needs no other package.
    .executableTarget(
      name: "PeersWorker",
      dependencies: [
        .product(name: "Saba", package: "saba"),
        .product(name: "SabaEvaluation", package: "saba"),
      ],
      path: "Peers/Worker"),
  ],
  swiftLanguageModes: [.v6]
)
