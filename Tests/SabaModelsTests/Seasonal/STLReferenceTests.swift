import SabaModels
import SabaTestSupport
import Testing

/// Against R, statsmodels and double loops: References/stl.py.
@Suite("STL against other programs")
struct STLReferenceTests {
  struct File: Decodable {
    struct Case: Decodable {
      var by: [String]
      var series: Int
      var period: Int
      var seasonal: Int?
      var trend: Int
      var lowPass: Int
      var degrees: [Int]
      var jumps: [Int]
      var inner: Int
      var outer: Int
      var standIns: Int
      var season: [Double]
      var trendValues: [Double]
      var weights: [Double]?

      var options: STLOptions {
        var options = STLOptions()
        options.seasonalWindow = seasonal.map { .cycles($0) } ?? .periodic
        options.trendWindow = trend
        options.lowPassWindow = lowPass
        options.seasonalDegree = degrees[0]
        options.trendDegree = degrees[1]
        options.lowPassDegree = degrees[2]
        options.seasonalJump = jumps[0]
        options.trendJump = jumps[1]
        options.lowPassJump = jumps[2]
        options.isRobust = outer > 0
        options.innerIterations = inner
        options.outerIterations = outer
        return options
      }
    }
    var tolerance: Double
    var series: [[Double?]]
    var cases: [Case]

    func values(of reference: Case) -> [Double] { series[reference.series].map { $0 ?? .nan } }
  }

  private let file: File

  init() throws { file = try references("stl", in: .module) }

  /// Where an observed point's window has lost all weight to outliers, theirs takes the point, ours
  /// the nearest fitted value.
  private var comparable: [File.Case] { file.cases.filter { $0.standIns == 0 } }

  @Test("seasons, trends and weights agree")
  func agreement() throws {
    for (index, reference) in comparable.enumerated() {
      let values = file.values(of: reference)
      let place = "case \(index), by \(reference.by), n = \(values.count): \(reference.options)"
      let result = try STL(period: reference.period, options: reference.options).decompose(values)
      let tolerance = file.tolerance * STLSeries.deviation(values)
      #expect(result.seasons.count == 1)
      #expect(result.seasons[0].period == reference.period)
      #expect(
        STLSeries.difference(result.seasons[0].values, reference.season) <= tolerance, "\(place)")
      #expect(STLSeries.difference(result.trend, reference.trendValues) <= tolerance, "\(place)")
      let weights = reference.weights ?? values.map { $0.isNaN ? 0 : 1 }
      #expect(
        STLSeries.difference(result.weights, weights) <= STLSeries.weightTolerance, "\(place)")
    }
  }

  @Test("the oracle of the other tests agrees as well")
  func oracle() {
    for (index, reference) in comparable.enumerated() {
      let values = file.values(of: reference)
      let parts = NaiveSTL(period: reference.period, options: reference.options).decompose(values)
      let tolerance = file.tolerance * STLSeries.deviation(values)
      #expect(STLSeries.difference(parts.season, reference.season) <= tolerance, "case \(index)")
      #expect(
        STLSeries.difference(parts.trend, reference.trendValues) <= tolerance, "case \(index)")
    }
  }

  @Test("both programs and the double loops had a say")
  func coverage() {
    #expect(comparable.count >= 90)
    #expect(comparable.contains { $0.by == ["statsmodels", "R"] && $0.outer > 0 })
    #expect(comparable.contains { $0.by == ["R"] && $0.seasonal == nil })
    #expect(comparable.contains { $0.by == ["oracle"] && $0.degrees.contains(2) })
    #expect(file.series.contains { $0.contains(nil) })
  }
}
