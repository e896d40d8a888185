import Foundation
import SabaModels
import SabaTestSupport
import Testing

/// Against statsmodels, Taylor's equations and recursions written out: References/holt_winters.py.
@Suite struct HoltWintersReferenceTests {
  struct File: Decodable {
    struct Form: Decodable {
      var trend: HoltWinters.Form.Trend
      var periods: [Int]
      var seasonality: HoltWinters.Form.Seasonality
      var hasErrorCorrelation: Bool

      var form: HoltWinters.Form {
        HoltWinters.Form(
          trend: trend, periods: periods, seasonality: seasonality,
          hasErrorCorrelation: hasErrorCorrelation)
      }
    }
    struct Parameters: Decodable {
      var level: Double
      var trend: Double
      var damping: Double
      var seasons: [Double]
      var errorCorrelation: Double

      var parameters: HoltWinters.Parameters {
        HoltWinters.Parameters(
          level: level, trend: trend, damping: damping, seasons: seasons,
          errorCorrelation: errorCorrelation)
      }
    }
    struct State: Decodable {
      var level: Double
      var slope: Double
      var seasons: [[Double]]
      var error: Double?

      var state: HoltWinters.State {
        HoltWinters.State(level: level, slope: slope, seasons: seasons, error: error ?? 0)
      }
    }
    struct Case: Decodable {
      var name: String
      var values: [Double]
      var form: Form
      var parameters: Parameters
      var state: State
      var sumOfSquares: Double
      var logLikelihood: Double?
      var deviations: [Double]?
      var expected: [Double]
      var forecast: [Double]
    }
    struct Fit: Decodable {
      var name: String
      var values: [Double]
      var form: Form
      var logLikelihood: Double
    }
    var tolerance: Double
    var cases: [Case]
    var fits: [Fit]
  }

  /// A fit may stop this far, in log likelihood, before what another optimiser reaches.
  static let slack = 0.01

  @Test func followsReferencesAtGivenParameters() throws {
    let file: File = try references("holt_winters", in: .module)
    #expect(file.cases.count == 12)
    for reference in file.cases {
      var options = HoltWintersOptions(form: reference.form.form)
      options.parameters = reference.parameters.parameters
      options.state = reference.state.state
      let (model, report) = try HoltWinters.fit(reference.values, options: options)
      var start = report.start
      let band = start.follow(reference.values)
      #expect(start == model)
      func expectClose(_ a: [Double], _ b: [Double], _ what: String) {
        #expect(relativeDifference(a, b) <= file.tolerance, "\(reference.name): \(what)")
      }
      expectClose(band.expected, reference.expected, "expected")
      let forecast = model.forecast(count: reference.forecast.count, coverage: 0.9)
      expectClose(forecast.expected, reference.forecast, "forecast")
      expectClose([report.sumOfSquares], [reference.sumOfSquares], "sum of squares")
      if let likelihood = reference.logLikelihood {
        expectClose([report.logLikelihood], [likelihood], "log likelihood")
      }
      if let deviations = reference.deviations {
        let widths = zip(forecast.upper, forecast.lower).map { ($0 - $1) / 2 / 1.6448536269514722 }
        expectClose(widths, deviations, "deviations")
      }
    }
  }

  @Test func fitsAreAsLikelyAsThoseOfStatsmodels() throws {
    let file: File = try references("holt_winters", in: .module)
    #expect(file.fits.count == 9)
    for reference in file.fits {
      let (_, report) = try HoltWinters.fit(
        reference.values, options: HoltWintersOptions(form: reference.form.form))
      #expect(report.converged, "\(reference.name)")
      #expect(
        report.logLikelihood >= reference.logLikelihood - Self.slack,
        "\(reference.name), \(report.start.parameters)")
    }
  }
}
