import Saba

/// One kind of work with mixtures, ready to be timed.
struct MixtureContest: Contest {
  enum Outcome {
    case densities([Double])
    case model(GaussianMixture)
  }

  private let work: String
  private let threadCount: Int
  private let samples: Matrix
  private let model: GaussianMixture
  private let structure: CovarianceStructure

  init(_ task: Task) throws {
    work = task.work
    threadCount = try task.integer("threads", default: 1)
    let d = try task.integer("d")
    let k = try task.integer("k")
    samples = try Matrix(columnCount: d, elements: RawDoubles.read(task.text("samples")))
    // Weights, then means, then covariances.
    let numbers = try RawDoubles.read(task.text("model"))
    let covariances = (0..<k).map { c in
      let start = k + k * d + c * d * d
      return Matrix(columnCount: d, elements: Array(numbers[start..<(start + d * d)]))
    }
    let covariance: MixtureCovariance
    switch try task.text("structure") {
    case "full": (structure, covariance) = (.full, .full(covariances))
    case "diagonal":
      structure = .diagonal
      covariance = .diagonal(Matrix(rows: covariances.map(\.diagonal)))
    case let other: throw WorkerError(description: "there is no structure \(other)")
    }
    model = try GaussianMixture(
      weights: Array(numbers[..<k]),
      means: Matrix(columnCount: d, elements: Array(numbers[k..<(k + k * d)])),
      covariance: covariance)
  }

  /// Does the work, or as many passes or iterations of it.
  func run(_ count: Int) throws -> Outcome {
    switch work {
    case "logDensity":
      var densities: [Double] = []
      for _ in 0..<count {
        densities = model.logDensity(of: samples, threadCount: threadCount)
      }
      return .densities(densities)
    case "oneSample":
      return .densities(oneByOne(passes: count))
    case "iterations":
      var options = GaussianMixtureOptions()
      options.structure = structure
      options.covarianceRegularization = 0
      options.tolerance = 0
      options.maximumIterations = count
      options.threadCount = threadCount
      let (fitted, report) = try GaussianMixture.fit(samples, from: model, options: options)
      guard report.iterations == count else {
        throw WorkerError(description: "stopped after \(report.iterations) of \(count) iterations")
      }
      return .model(fitted)
    default:
      throw WorkerError(description: "there is no work \(work)")
    }
  }

  /// The numbers by which results are compared: densities, or a model in the layout of its file.
  func summary(of outcome: Outcome) -> [Double] {
    switch outcome {
    case .densities(let densities): densities
    case .model(let fitted):
      fitted.weights + fitted.means.elements + fitted.covariances.flatMap(\.elements)
    }
  }

  private func oneByOne(passes: Int) -> [Double] {
    var densities = [Double](repeating: 0, count: samples.rowCount)
    var reader = MixtureReader(model)
    let elements = samples.elements.span
    let d = samples.columnCount
    for _ in 0..<passes {
      for i in densities.indices {
        densities[i] = reader.logDensity(of: elements.extracting((i * d)..<((i + 1) * d)))
      }
    }
    return densities
  }
}
