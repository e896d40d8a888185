internal import SabaNumerics

/// How a ``SeasonalESD`` looks for outliers.
public struct SeasonalESDOptions: Sendable, Hashable {
  /// Which outliers count.
  public enum Direction: Sendable, Hashable {
    /// Those above and below what is expected.
    case both
    /// Those above.
    case above
    /// Those below.
    case below
  }

  /// Whether median and median absolute deviation stand for mean and standard deviation.
  ///
  /// That is S-H-ESD in place of S-ESD, which is blind as soon as outliers are many.
  public var isHybrid = true
  /// Which outliers count.
  public var direction = Direction.both
  /// The chance to find any outlier in a piece of normal noise, between 0 and 1.
  public var significance = 0.05
  /// At most this share of the values of a piece are outliers, above 0 and below a half.
  public var maximumShare = 0.1
  /// The points of the pieces that a long series is cut into, at least two periods; nil for one piece.
  ///
  /// Each piece has a season and a level of its own, as a trend asks for.
  public var pieceLength: Int?

  /// The defaults.
  public init() {}
}

/// A value that does not belong to its season.
public struct SeasonalOutlier: Sendable, Hashable {
  /// Where in the series.
  public let index: Int
  /// What was observed.
  public let value: Double
  /// What was expected.
  public let expected: Double
  /// The distance between them in standard deviations of what was left when it was the most extreme.
  public let deviate: Double
  /// The least distance that would have been an outlier by itself.
  public let criticalValue: Double
}

/// Outliers of a seasonal series, by the extreme studentised deviates of what season and level leave.
///
/// The season is that of a robust, periodic ``STL``; the level is the median of what it leaves. The rest goes through the
/// generalised extreme studentised deviate test: the most extreme value is taken away up to k times, and
/// as many are outliers as the last step whose deviate exceeds the critical value
///
///     λ = (m − 1)·t / √((m − 2 + t²)·m) with t the quantile 1 − α/2m of Student's t, m − 2 degrees of freedom,
///
/// m the values left before the step, α/m in place of α/2m where one direction counts alone. Where
/// the median absolute deviation is 0, the mean one takes its place; deviations of rounding size are 0.
///
/// The significance holds for many cycles. Of few the season takes a part of the noise with it, most where values are
/// usual, so that others stand out more: S-H-ESD of pure noise finds some outlier in 1 series of 10 at 28 cycles, in every
/// second one at 7.
///
/// Missing values are left out. At least two periods, in each piece, and 3 observed values are needed. The last
/// piece of a long series reaches as far back as it takes to be whole; outliers in it are reported once.
///
/// Source: Hochenbaum, Vallis, Kejariwal (2017), Automatic Anomaly Detection in the Cloud Via Statistical Learning,
/// arXiv:1704.07706; Rosner (1983), Percentage Points for a Generalized ESD Many-Outlier Procedure,
/// doi:10.1080/00401706.1983.10487848. The critical values are Rosner's, for the values left.
public struct SeasonalESD: Sendable, Hashable {
  /// How far season and level may miss a value by rounding, in units of the largest value.
  private static let rounding = 32 * Double.ulpOfOne

  /// The number of points after which the season repeats.
  public let period: Int
  /// How it looks for outliers.
  public let options: SeasonalESDOptions

  /// Makes a detector; options are checked when it is used.
  public init(period: Int, options: SeasonalESDOptions = SeasonalESDOptions()) {
    self.period = period
    self.options = options
  }

  /// Finds outliers.
  ///
  /// - Parameter values: On a regular grid, NaN where missing.
  /// - Returns: Outliers in order of time.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)``, ``FitError/infiniteValue(index:)``,
  ///   ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: That of ``STL/decompose(_:)``, and O(n log n).
  public func detect(_ values: [Double]) throws(FitError) -> [SeasonalOutlier] {
    try check()
    var outliers: [SeasonalOutlier] = []
    var reached = 0
    for piece in pieces(of: values.count) {
      for outlier in try detect(values, in: piece) where outlier.index >= reached {
        outliers.append(outlier)
      }
      reached = piece.upperBound
    }
    return outliers
  }

  /// What is expected at each point, season and level, and the band that values of one point keep to.
  ///
  /// The band is `significance` wide without regard to how many values there are.
  ///
  /// - Parameter values: As for ``detect(_:)``.
  /// - Returns: As many points as the series.
  /// - Throws: As ``detect(_:)``.
  public func band(_ values: [Double]) throws(FitError) -> ExpectedBand {
    try check()
    var expected = [Double](repeating: 0, count: values.count)
    var deviations = expected
    var reached = 0
    for piece in pieces(of: values.count) {
      let part = Array(values[piece])
      let fitted = try expectation(of: part)
      let sizes = zip(part, fitted).map { abs($0 - $1) }.filter { !$0.isNaN }
      let deviation = (median(sizes) ?? 0) / 0.6744897501960817
      for (index, value) in zip(piece, fitted) where index >= reached {
        expected[index] = value
        deviations[index] = deviation
      }
      reached = piece.upperBound
    }
    let coverage = min(1 - options.significance, 1.0.nextDown)
    return ExpectedBand(expected: expected, deviations: deviations, coverage: coverage)
  }

  private func pieces(of count: Int) -> [Range<Int>] {
    guard let length = options.pieceLength, length < count else { return [0..<count] }
    return stride(from: 0, to: count, by: length).map { start in
      start + length <= count ? start..<(start + length) : (count - length)..<count
    }
  }

  private func detect(
    _ values: [Double], in piece: Range<Int>
  ) throws(FitError) -> [SeasonalOutlier] {
    let part = Array(values[piece])
    let expected = try expectation(of: part)
    let seen = part.indices.filter { !part[$0].isNaN }
    if seen.count < 3 { throw .tooFewSamples(count: seen.count, needed: 3) }
    let order = seen.sorted { part[$0] - expected[$0] < part[$1] - expected[$1] }
    let side: ExtremeDeviates.Side =
      switch options.direction {
      case .both: .both
      case .above: .above
      case .below: .below
      }
    let largest = seen.reduce(0) { max($0, abs(part[$1])) }
    let test = ExtremeDeviates(
      sorted: order.map { part[$0] - expected[$0] }, resolution: Self.rounding * largest,
      isRobust: options.isHybrid, side: side, significance: options.significance)
    let most = Int(options.maximumShare * Double(seen.count))
    return test.outliers(atMost: most).map { step in
      let index = order[step.rank]
      return SeasonalOutlier(
        index: piece.lowerBound + index, value: part[index], expected: expected[index],
        deviate: step.deviate, criticalValue: step.criticalValue)
    }.sorted { $0.index < $1.index }
  }

  /// The season of a piece and its level.
  private func expectation(of part: [Double]) throws(FitError) -> [Double] {
    var options = STLOptions()
    options.seasonalWindow = .periodic
    options.isRobust = true
    let season = try STL(period: period, options: options).decompose(part).seasons[0].values
    let level = median(zip(part, season).map { $0 - $1 }.filter { !$0.isNaN }) ?? 0
    return season.map { $0 + level }
  }

  private func check() throws(FitError) {
    if period < 2 {
      throw .invalidParameter(name: "period", reason: "is \(period); give 2 or more")
    }
    if !(options.significance > 0 && options.significance < 1) {
      throw .invalidParameter(
        name: "significance", reason: "is \(options.significance); give a number between 0 and 1")
    }
    if !(options.maximumShare > 0 && options.maximumShare < 0.5) {
      throw .invalidParameter(
        name: "maximumShare",
        reason: "is \(options.maximumShare); give a number above 0 and below 0.5")
    }
    let least = STLFit.leastCount(period: period)
    if let length = options.pieceLength, length < least {
      throw .invalidParameter(
        name: "pieceLength", reason: "is \(length); give at least two periods, \(least)")
    }
  }
}
