import Foundation
import SabaTestSupport
import Testing

@testable internal import SabaModels

/// Against the definition, step by step: References/extreme_deviates.py.
@Suite("Extreme deviates")
struct ExtremeDeviatesTests {
  struct File: Decodable {
    struct Case: Decodable {
      var name: String
      var values: [Double]
      var isRobust: Bool
      var side: String
      var significance: Double
      var count: Int
      var removed: [Double]
      var deviates: [Double]
      var criticalValues: [Double]
      var outlierCount: Int
    }
    var tolerance: Double
    var cases: [Case]
  }

  @Test("agree with the definition, on Rosner's example too")
  func agreeWithReferences() throws {
    let file: File = try references("extreme_deviates", in: .module)
    #expect(file.cases.count == 18)
    for reference in file.cases {
      let name = "\(reference.name), robust \(reference.isRobust), \(reference.side)"
      let side: ExtremeDeviates.Side =
        reference.side == "both" ? .both : reference.side == "above" ? .above : .below
      let sorted = reference.values.sorted()
      let steps = ExtremeDeviates(
        sorted: sorted, isRobust: reference.isRobust, side: side,
        significance: reference.significance
      ).outliers(atMost: reference.count)
      #expect(steps.count == reference.outlierCount, "\(name)")
      for (index, step) in steps.enumerated() {
        #expect(sorted[step.rank] == reference.removed[index], "\(name)")
        #expect(isClose(step.deviate, reference.deviates[index], file.tolerance), "\(name)")
        #expect(
          isClose(step.criticalValue, reference.criticalValues[index], file.tolerance), "\(name)")
      }
    }
  }

  @Test("medians of what is left are those of a fresh sort", arguments: 0..<40)
  func equalsNaiveSteps(seed: Int) {
    var generator = RandomGenerator(seed: UInt64(seed))
    let count = 12 + seed
    // Half of them with ties.
    var left = (0..<count).map { _ in
      let value = generator.normal() * (generator.uniform() < 0.2 ? 20 : 1)
      return seed % 2 == 0 ? value : value.rounded()
    }
    let sorted = left.sorted()
    let steps = ExtremeDeviates(sorted: sorted, isRobust: true, side: .both, significance: 0.999)
      .outliers(atMost: count / 2)
    for step in steps {
      guard let centre = median(left) else { break }
      var scale = (median(left.map { abs($0 - centre) }) ?? 0) / 0.6744897501960817
      if scale == 0 {
        scale =
          left.map { abs($0 - centre) }.reduce(0, +) / Double(left.count)
          * (0.5 * Double.pi).squareRoot()
      }
      let deviate = abs(sorted[step.rank] - centre) / scale
      #expect(isClose(step.deviate, deviate, Tolerance.closedForm))
      #expect(left.allSatisfy { abs($0 - centre) / scale <= deviate * (1 + 1e-12) })
      if let place = left.firstIndex(of: sorted[step.rank]) { left.remove(at: place) }
    }
  }

  @Test("a huge value does not blur the others' moments")
  func hugeValues() {
    var generator = RandomGenerator(seed: 1)
    let usual = (0..<100).map { _ in generator.normal() }
    let sorted = (usual + [-1e12, 1e12]).sorted()
    let steps = ExtremeDeviates(sorted: sorted, isRobust: false, side: .both, significance: 0.05)
      .outliers(atMost: 10)
    #expect(steps.count == 2)
  }
}

@Suite("Outliers of a seasonal series")
struct SeasonalESDTests {
  private func series(seed: Int, count: Int = 1400, slope: Double = 0) -> [Double] {
    var generator = RandomGenerator(seed: UInt64(seed))
    return (0..<count).map { index in
      let season: Double = 10 * sine(2 * .pi * Double(index % 100) / 100)
      return 50 + season + slope * Double(index) + generator.normal()
    }
  }

  @Test("found in a season where they are no extremes", arguments: 0..<5)
  func findsOutliers(seed: Int) throws {
    var values = series(seed: seed)
    // 12 below the peak, 12 above the valley: within the range of all.
    values[325] -= 12
    values[875] += 12
    for isHybrid in [false, true] {
      var options = SeasonalESDOptions()
      options.isHybrid = isHybrid
      let found = try SeasonalESD(period: 100, options: options).detect(values)
      #expect(Set(found.map(\.index)).isSuperset(of: [325, 875]))
      #expect(found.count <= 4)
      for outlier in found {
        #expect(outlier.value == values[outlier.index])
        #expect(abs(outlier.expected - (values[outlier.index])) > 3)
      }
    }
  }

  @Test("directions are kept apart")
  func directions() throws {
    var values = series(seed: 9)
    values[325] -= 15
    values[875] += 15
    var options = SeasonalESDOptions()
    options.direction = .above
    #expect(try SeasonalESD(period: 100, options: options).detect(values).map(\.index) == [875])
    options.direction = .below
    #expect(try SeasonalESD(period: 100, options: options).detect(values).map(\.index) == [325])
  }

  @Test("many outliers blind the mean and not the median")
  func manyOutliers() throws {
    var values = series(seed: 3)
    for index in stride(from: 0, to: 1400, by: 17) { values[index] += 30 }
    var options = SeasonalESDOptions()
    let count = Set(stride(from: 0, to: 1400, by: 17))
    let hybrid = try SeasonalESD(period: 100, options: options).detect(values)
    #expect(Set(hybrid.map(\.index)).isSuperset(of: count))
    options.isHybrid = false
    #expect(try SeasonalESD(period: 100, options: options).detect(values).count <= hybrid.count)
  }

  @Test("pieces follow a trend; the last is whole and reports nothing twice")
  func pieces() throws {
    var values = series(seed: 4, count: 1450, slope: 0.02)
    values[325] -= 12
    values[1440] += 12
    var options = SeasonalESDOptions()
    options.pieceLength = 200
    let found = try SeasonalESD(period: 100, options: options).detect(values).map(\.index)
    #expect(Set(found).isSuperset(of: [325, 1440]))
    #expect(Set(found).count == found.count && found == found.sorted())
    // In one piece the trend hides both.
    let whole = try SeasonalESD(period: 100).detect(values).map(\.index)
    #expect(!whole.contains(325) && !whole.contains(1440))
  }

  @Test("false outliers come at the promised rate")
  func falseOutliers() throws {
    let runs = 100
    let found = try (0..<runs).filter { seed in
      var generator = RandomGenerator(seed: UInt64(seed))
      let noise = (0..<400).map { _ in generator.normal() }
      var options = SeasonalESDOptions()
      options.isHybrid = false
      return try !SeasonalESD(period: 4, options: options).detect(noise).isEmpty
    }.count
    // 5 % of them, and the 99.9 % quantile of that.
    #expect(found <= 13)
  }

  @Test("missing values, constants and shifts")
  func degenerate() throws {
    var values = series(seed: 5)
    values[325] -= 15
    for index in stride(from: 3, to: 1400, by: 7) where index != 325 { values[index] = .nan }
    #expect(try SeasonalESD(period: 100).detect(values).contains { $0.index == 325 })
    #expect(try SeasonalESD(period: 10).detect([Double](repeating: 5, count: 100)).isEmpty)
    var flat = [Double](repeating: 0, count: 100)
    flat[37] = 8
    #expect(try SeasonalESD(period: 10).detect(flat).map(\.index) == [37])
    let shifted = series(seed: 6).map { 1e9 + 1e-3 * $0 }
    let plain = try SeasonalESD(period: 100).detect(series(seed: 6)).map(\.index)
    #expect(try SeasonalESD(period: 100).detect(shifted).map(\.index) == plain)
  }

  @Test("the band holds what is usual")
  func band() throws {
    let values = series(seed: 7)
    let band = try SeasonalESD(period: 100).band(values)
    let inside = values.indices.filter {
      band.lower[$0] <= values[$0] && values[$0] <= band.upper[$0]
    }
    #expect(Double(inside.count) / 1400 > 0.9 && Double(inside.count) / 1400 < 0.98)
  }

  @Test("rounding of an exact season is no outlier", arguments: [24, 100, 288])
  func exactSeason(period: Int) throws {
    for level in [0, 0.1, 1e6] {
      let values = (0..<(20 * period)).map { index in
        level + 10 * sine(2 * .pi * Double(index % period) / Double(period))
      }
      #expect(try SeasonalESD(period: period).detect(values).isEmpty)
    }
  }

  @Test("what is expected of a lopsided season is its values, not the median's distance off")
  func lopsidedSeason() throws {
    var values = (0..<200).map { $0 % 10 == 0 ? 5.0 : 1 }
    values[37] = 9
    let esd = SeasonalESD(period: 10)
    let band = try esd.band(values)
    for index in values.indices where index != 37 {
      #expect(isClose(band.expected[index], values[index], Tolerance.closedForm))
    }
    let outlier = try #require(try esd.detect(values).first)
    #expect(outlier.index == 37 && isClose(outlier.expected, 1, Tolerance.closedForm))
  }

  @Test("scales do not matter", arguments: [-900, 900, 1_015])
  func scales(exponent: Int) throws {
    var values = series(seed: 10).map { $0 - 50 }
    values[325] -= 15
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    for isHybrid in [false, true] {
      var options = SeasonalESDOptions()
      options.isHybrid = isHybrid
      let esd = SeasonalESD(period: 100, options: options)
      let found = try esd.detect(values).map(\.index)
      #expect(found.contains(325))
      #expect(try esd.detect(values.map { $0 * scale }).map(\.index) == found)
    }
  }

  @Test("hardly any significance", arguments: [1e-17, .leastNonzeroMagnitude])
  func hardlyAnySignificance(significance: Double) throws {
    var values = series(seed: 11)
    values[325] -= 1000
    var options = SeasonalESDOptions()
    options.significance = significance
    let esd = SeasonalESD(period: 100, options: options)
    #expect(try esd.detect(values).map(\.index) == [325])
    let band = try esd.band(values)
    #expect(band.upper.allSatisfy { $0.isFinite })
    #expect(band.coverage < 1)
  }

  @Test("the band is that of the piece that judges")
  func bandOfPieces() throws {
    var values = series(seed: 12, count: 450, slope: 0.05)
    values[390] += 20
    values[440] += 20
    var options = SeasonalESDOptions()
    options.pieceLength = 200
    let esd = SeasonalESD(period: 100, options: options)
    let band = try esd.band(values)
    let found = try esd.detect(values)
    #expect(found.map(\.index).contains(390) && found.map(\.index).contains(440))
    for outlier in found { #expect(outlier.expected == band.expected[outlier.index]) }
  }

  @Test("what cannot be done is an error that says why")
  func errors() {
    let esd = SeasonalESD(period: 10)
    #expect(throws: FitError.tooFewSamples(count: 19, needed: 20)) {
      try esd.detect([Double](repeating: 1, count: 19))
    }
    #expect(throws: FitError.infiniteValue(index: 0)) {
      try esd.detect([.infinity] + [Double](repeating: 1, count: 30))
    }
    for period in [1, 0, -5] {
      var options = SeasonalESDOptions()
      options.pieceLength = period
      #expect(
        throws: FitError.invalidParameter(name: "period", reason: "is \(period); give 2 or more")
      ) {
        try SeasonalESD(period: period, options: options).detect([1, 2, 3])
      }
    }
    var endless = SeasonalESDOptions()
    endless.pieceLength = 100
    #expect(throws: FitError.self) {
      try SeasonalESD(period: .max, options: endless).detect([1, 2, 3])
    }
    let changes: [(inout SeasonalESDOptions) -> Void] = [
      { $0.significance = 1 }, { $0.maximumShare = 0.5 }, { $0.pieceLength = 19 },
    ]
    for change in changes {
      var options = SeasonalESDOptions()
      change(&options)
      #expect(throws: FitError.self) {
        try SeasonalESD(period: 10, options: options).detect([Double](repeating: 1, count: 30))
      }
    }
  }
}
