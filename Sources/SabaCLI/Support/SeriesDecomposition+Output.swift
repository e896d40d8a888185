internal import Saba
internal import SabaEvaluation

extension SeriesDecomposition {
  /// The names of the seasons' columns.
  private var seasonNames: [String] { periods.map { "seasonal_\(DurationText.text($0))" } }

  private func timestamp(_ index: Int) -> String {
    let time = series.grid.time(at: index)
    guard let zone = settings.zone else { return Timestamp.text(time) }
    return Timestamp.text(time, offset: zone.offset(at: time))
  }

  /// Prints the parts as CSV; numbers in the shortest form that reads back the same.
  func printTable() {
    let header = ["timestamp", "value", "trend"] + seasonNames + ["remainder", "weight"]
    StandardOutput.print(header.joined(separator: ","))
    let remainder = parts.remainder
    for index in series.values.indices {
      var line = timestamp(index)
      func add(_ value: Double) { line += value.isNaN ? "," : ",\(value)" }
      add(series.values[index])
      add(parts.trend[index])
      for season in parts.seasons { add(season.values[index]) }
      add(remainder[index])
      add(parts.weights[index])
      StandardOutput.print(line)
    }
  }

  /// What people want to know first: what was decomposed, how strong the parts are, and what to mind.
  var summary: [String] {
    let grid = series.grid
    let missing = series.values.count { $0.isNaN }
    var size =
      "\(series.name): \(Words.count(grid.count, "point")) every "
      + "\(Words.duration(grid.interval)) from \(timestamp(0)) to \(timestamp(grid.count - 1))"
    if missing > 0 { size += ", \(missing) of them missing" }
    return [size] + found + rounding + [strengths]
  }

  /// The periods that nobody gave.
  private var found: [String] {
    guard case .auto = settings.periods else { return [] }
    return ["periods found: \(periods.map(DurationText.text).joined(separator: ", "))"]
  }

  private var strengths: String {
    let observed = series.values.lazy.filter { !$0.isNaN }
    if let first = observed.first, observed.allSatisfy({ $0 == first }) {
      return
        "the series is constant: the trend is \(Text.number(first)), seasons and remainder are 0"
    }
    let band = parts.band()
    let half = 0.5 * (band.upper[0] - band.lower[0])
    var words = ["trend \(Words.strength(parts.trendStrength))"]
    for (index, length) in periods.enumerated() {
      words.append(
        "\(Words.season(ofSeconds: length)) \(Words.strength(parts.seasonalStrength(at: index)))")
    }
    words.append("remainder usually within ±\(Text.number(half))")
    if settings.isRobust {
      let outliers = zip(parts.weights, series.values).count { $0 == 0 && !$1.isNaN }
      words.append("\(Words.count(outliers, "outlier")), without weight in the fit")
    }
    return words.joined(separator: "; ")
  }

  /// The periods that do not fit the grid.
  private var rounding: [String] {
    let interval = series.grid.interval
    return zip(periods, parts.seasons).compactMap { length, season in
      let whole = season.period * interval
      guard whole != length else { return nil }
      let difference = Words.duration(abs(whole - length))
      return
        "the period \(DurationText.text(length)) is no multiple of the interval: rounded to "
        + "\(season.period) points, \(difference) too \(whole > length ? "long" : "short")"
    }
  }
}

extension SeriesDecomposition {
  /// The decomposition as JSON gives it; numbers that are missing are null.
  var document: Document {
    let remainder = parts.remainder
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    return Document(
      host: series.name.host, metric: series.name.metric, intervalSeconds: series.grid.interval,
      zone: settings.zone?.identifier ?? "UTC", trendStrength: parts.trendStrength,
      seasons: zip(periods, parts.seasons).enumerated().map { index, season in
        .init(
          name: seasonNames[index], periodSeconds: season.0, periodPoints: season.1.period,
          strength: parts.seasonalStrength(at: index))
      },
      rows: series.values.indices.map { index in
        .init(
          timestamp: timestamp(index),
          numbers: [
            "value": known(series.values[index]), "trend": parts.trend[index],
            "remainder": known(remainder[index]), "weight": parts.weights[index],
          ].merging(
            zip(seasonNames, parts.seasons.map { $0.values[index] }), uniquingKeysWith: { $1 }))
      })
  }

  struct Document: Encodable {
    struct Season: Encodable {
      var name: String
      var periodSeconds: Int
      var periodPoints: Int
      var strength: Double
    }

    /// A row of the table, with the columns' names.
    struct Row: Encodable {
      var timestamp: String
      var numbers: [String: Double?]

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Column.self)
        try container.encode(timestamp, forKey: Column("timestamp"))
        for (name, number) in numbers { try container.encode(number, forKey: Column(name)) }
      }
    }

    private struct Column: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { return nil }
    }

    var host: String
    var metric: String
    var intervalSeconds: Int
    var zone: String
    var trendStrength: Double
    var seasons: [Season]
    var rows: [Row]
  }
}
