// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "saba",
  platforms: [.macOS("26.0")],
  products: [
    .library(name: "Saba", targets: ["Saba"]),
    .library(name: "SabaEvaluation", targets: ["SabaEvaluation"]),
    .executable(name: "saba", targets: ["SabaCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
  ],
  targets: [
    // C libraries: only SabaNumerics sees the numeric ones, only Saba/Metrics sees zlib.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CSabaKernels"),
    // A call of Linux that Swift does not see by itself.
    .systemLibrary(name: "CSplice"),

    // The library, each layer on the one before.
    .target(
      name: "SabaNumerics", dependencies: ["COpenBLAS", "CSabaKernels"], swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "SabaModels", dependencies: ["SabaNumerics"], swiftSettings: strict),
    .target(name: "Saba", dependencies: ["SabaModels", "CZlib"], swiftSettings: strict),
    .target(
      name: "SabaEvaluation",
      dependencies: ["Saba", .product(name: "Mustache", package: "swift-mustache")],
      exclude: ["Results/EvaluationResult.schema.json"],
      swiftSettings: strict),
    .executableTarget(
      name: "SabaCLI",
      dependencies: [
        "Saba", "SabaEvaluation", "CSplice",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Tests: one target a module, and what they share.
    .target(
      name: "SabaTestSupport", dependencies: ["Saba"], path: "Tests/SabaTestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "SabaNumericsTests",
      dependencies: ["SabaNumerics", "CSabaKernels", "SabaTestSupport"],
      resources: [.copy("References")], swiftSettings: strict),
    .testTarget(
      name: "SabaModelsTests", dependencies: ["SabaModels", "SabaTestSupport"],
      resources: [.copy("References")], swiftSettings: strict),
    .testTarget(
      name: "SabaTests", dependencies: ["Saba", "SabaTestSupport"],
      resources: [.copy("References")], swiftSettings: strict),
    .testTarget(
      name: "SabaEvaluationTests", dependencies: ["SabaEvaluation", "SabaTestSupport"],
      resources: [.copy("References")], swiftSettings: strict),
    .testTarget(
      name: "SabaCLITests", dependencies: ["SabaCLI", "SabaEvaluation", "SabaTestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
