import Foundation
import SabaModels
import SabaTestSupport
import Testing

/// Against scikit-learn from given starts: References/mixture_fit.py.
@Suite struct GaussianMixtureReferenceTests {
  struct File: Decodable {
    struct Start: Decodable {
      var weights: [Double]
      var means: [[Double]]
      var covariance: [[Double]]

      /// The start with its covariance brought into a structure, for all components.
      func model(_ structure: CovarianceStructure) throws -> GaussianMixture {
        let dense = Matrix(rows: covariance)
        let d = dense.rowCount
        let form: MixtureCovariance =
          switch structure {
          case .full, .lowRank: .full(weights.map { _ in dense })
          case .tied: .tied(dense)
          case .diagonal: .diagonal(Matrix(rows: weights.map { _ in dense.diagonal }))
          case .spherical: .spherical(weights.map { _ in dense.diagonal.reduce(0, +) / Double(d) })
          }
        return try GaussianMixture(
          weights: weights, means: Matrix(rows: means), covariance: form)
      }
    }
    struct Fit: Decodable {
      var structure: String
      var regularization: Double
      var iterations: Int
      var lowerBounds: [Double]
      var weights: [Double]
      var means: [[Double]]
      var covariances: [[[Double]]]
      var averageLogLikelihood: Double
      var bic: Double
      var aic: Double
      var responsibilities: [[Double]]?
    }
    struct Case: Decodable {
      var name: String
      var samples: [[Double]]
      var start: Start
      var fits: [Fit]
    }
    var tolerance: Double
    var cases: [Case]
  }

  /// Structures by scikit-learn's names.
  static let structures: [String: CovarianceStructure] = [
    "full": .full, "tied": .tied, "diag": .diagonal, "spherical": .spherical,
  ]

  @Test func iterationsAgree() throws {
    let file: File = try references("mixture_fit", in: .module)
    #expect(file.cases.count == 3)
    for reference in file.cases {
      let samples = Matrix(rows: reference.samples)
      #expect(reference.fits.count == 24)
      for expected in reference.fits {
        let structure = try #require(Self.structures[expected.structure])
        let options = GaussianMixtureOptions.with {
          $0.structure = structure
          $0.covarianceRegularization = expected.regularization
        }
        let (model, lowerBounds) = try GaussianMixture.iterate(
          samples, from: reference.start.model(structure), exactly: expected.iterations,
          options: options)
        let place: Comment =
          "\(reference.name), \(expected.structure), \(expected.regularization), \(expected.iterations)"
        let tolerance = file.tolerance
        #expect(relativeDifference(model.weights, expected.weights, scale: 1) <= tolerance, place)
        #expect(relativeDifference(model.means, Matrix(rows: expected.means)) <= tolerance, place)
        for (index, covariance) in model.covariances.enumerated() {
          // A tied covariance stands in the file once.
          let other = expected.covariances[structure == .tied ? 0 : index]
          #expect(
            relativeDifference(covariance, Matrix(rows: other), scale: 1) <= tolerance, place)
        }
        #expect(
          relativeDifference(lowerBounds, expected.lowerBounds, scale: 1) <= tolerance, place)
        #expect(
          isClose(
            model.averageLogLikelihood(of: samples), expected.averageLogLikelihood, tolerance),
          place)
        #expect(isClose(model.bic(of: samples), expected.bic, tolerance), place)
        #expect(isClose(model.aic(of: samples), expected.aic, tolerance), place)
        if let responsibilities = expected.responsibilities {
          let difference = relativeDifference(
            model.responsibilities(of: samples), Matrix(rows: responsibilities), scale: 1)
          #expect(difference <= tolerance, place)
        }
      }
      #expect(reference.fits.contains { $0.responsibilities != nil })
    }
  }

  @Test func oneCallIsTheSameAsItsIterations() throws {
    let file: File = try references("mixture_fit", in: .module)
    for reference in file.cases {
      let samples = Matrix(rows: reference.samples)
      let start = try reference.start.model(.full)
      let options = GaussianMixtureOptions.with {
        $0.tolerance = 0
        $0.maximumIterations = 5
      }
      let whole = try GaussianMixture.fit(samples, from: start, options: options)
      let steps = try GaussianMixture.iterate(samples, from: start, exactly: 5, options: options)
      #expect(whole.report.iterations == 5)
      #expect(!whole.report.converged)
      #expect(whole.report.lowerBounds == steps.lowerBounds)
      #expect(whole.model == steps.model)
    }
  }
}
