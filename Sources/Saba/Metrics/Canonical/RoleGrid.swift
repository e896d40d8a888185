/// Puts live metrics on the grid as a model wants them, host by host, and says which intervals have
/// closed.
///
/// Intervals close by the rules of ``LiveGrid``. Where the model was learnt from canonical metrics, rows
/// are made canonical too. Either way values are those of ``MetricPoints/history(for:)``, to the last
/// bit, when each host's rows come in order of time.
public struct RoleGrid: Sendable {
  /// The model's metrics, in the order of a closed interval's values.
  public let metrics: [String]
  /// The length of an interval, in seconds.
  public var interval: Int { grid.interval }
  /// The number of rows that came after their interval had closed.
  public var lateRows: Int { grid.lateRows }
  /// The number of values that were dropped because a newer one of their host and metric had come.
  public var olderValues: Int { grid.olderValues }
  /// The number of values overwritten by the next one of the same host, time and metric.
  public var duplicateValues: Int { grid.duplicateValues }
  /// The number of those that another value took the place of; the others came again as they were.
  public var conflictingValues: Int { grid.conflictingValues }

  private let isCanonical: Bool
  private let selection: CanonicalSelection
  private var grid: LiveGrid
  private var hosts: [Host] = []
  /// What the name of each of the rows' metrics says.
  private var identities: [SeriesIdentity] = []
  /// The model's number of each of the rows' metrics, where they are the model's as they are; nil for
  /// those of other models.
  private var numbers: [Int?] = []
  /// Whether the rows' numbers are the model's own, as they are from a parser for this model alone.
  private var hasOwnNumbers = true
  private let longestStep: Double

  /// What is known of one host.
  private struct Host: Sendable {
    var canonical: CanonicalHost
    /// The place of each of the rows' metrics among the host's series.
    var places: [Int: Int] = [:]
    /// Of each series that is a counter its rate.
    var rates: [CounterRate?] = []
    var gapRule = GapRule()
    /// The metrics of the last row and their places: rows are mostly alike.
    var lastMetrics: [Int] = []
    var lastPlaces: [Int] = []

    /// Adds a series, and gives its place.
    mutating func add(_ metric: Int, _ name: String, _ identity: SeriesIdentity) -> Int {
      let place = rates.count
      places[metric] = place
      rates.append(identity.isCounter ? CounterRate() : nil)
      canonical.addSeries(name, identity)
      return place
    }
  }

  /// Makes a grid without rows for what a model judges.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - insistsOnOrder: As for ``LiveGrid``.
  public init(for model: RoleModel, insistsOnOrder: Bool = false) {
    self.init(
      metrics: model.metrics, interval: model.interval, isCanonical: model.mapping != nil,
      insistsOnOrder: insistsOnOrder)
  }

  init(metrics: [String], interval: Int, isCanonical: Bool, insistsOnOrder: Bool = false) {
    self.metrics = metrics
    self.isCanonical = isCanonical
    selection = CanonicalSelection(for: metrics)
    grid = LiveGrid(
      metricCount: isCanonical ? 0 : metrics.count, interval: interval,
      insistsOnOrder: insistsOnOrder)
    longestStep = CounterRate.longestStep(interval: interval)
  }

  /// Takes a row.
  ///
  /// - Parameters:
  ///   - row: Metrics of one host, numbered by a parser for the model, and perhaps for others.
  ///   - names: The names by number, ``MetricParser/metrics``; there may be more from call to call.
  /// - Returns: the intervals of that host that it closes, in order of time; mostly none.
  /// - Complexity: O(metrics of the row), and O(series of the host) for each closed interval.
  public mutating func push(
    _ row: MetricRow, names: [String]
  ) -> [LiveGrid.ClosedInterval] {
    identify(names)
    guard isCanonical else { return grid.push(hasOwnNumbers ? row : renumbered(row)) }
    while hosts.count <= row.host {
      hosts.append(Host(canonical: CanonicalHost(metrics: metrics, interval: interval)))
    }
    var row = row
    let places = self.places(of: row, names: names)
    for (index, place) in places.enumerated() {
      guard var rate = hosts[row.host].rates[place] else { continue }
      row.values[index] = rate.add(row.values[index], at: row.time, longestStep: longestStep)
      hosts[row.host].rates[place] = rate
    }
    row.metrics = places
    return canonical(grid.push(row))
  }

  /// Finds out what the metrics' names say that are new.
  private mutating func identify(_ names: [String]) {
    if isCanonical {
      while identities.count < names.count {
        identities.append(selection.identity(of: names[identities.count]))
      }
    } else if numbers.count < names.count {
      numbers += names[numbers.count...].map { metrics.firstIndex(of: $0) }
      hasOwnNumbers = numbers.enumerated().allSatisfy { $0 == $1 }
    }
  }

  /// A row with the model's metrics alone, by their numbers there.
  private func renumbered(_ row: MetricRow) -> MetricRow {
    var own = MetricRow(host: row.host, time: row.time, metrics: [], values: [])
    for (metric, value) in zip(row.metrics, row.values) {
      guard let number = numbers[metric] else { continue }
      own.metrics.append(number)
      own.values.append(value)
    }
    return own
  }

  /// Closes the oldest open interval of hosts of which no later row has come, as
  /// ``LiveGrid/close(through:where:)`` does.
  ///
  /// - Parameters:
  ///   - time: Only intervals that end by then are closed, in seconds since the epoch.
  ///   - isSilent: Whether those of a host are, by its number.
  /// - Returns: one interval of each such host, in order of time, and of host number within one time;
  ///   none when there are no more.
  public mutating func close(
    through time: Int, where isSilent: (Int) -> Bool
  ) -> [LiveGrid.ClosedInterval] {
    let closed = grid.close(through: time, where: isSilent)
    return isCanonical ? canonical(closed) : closed
  }

  /// Closes every open interval; hosts may then begin anew.
  ///
  /// - Returns: the intervals in order of time, and of host number within one time.
  public mutating func finish() -> [LiveGrid.ClosedInterval] {
    isCanonical ? canonical(grid.finish()) : grid.finish()
  }

  /// Where a row's metrics stand among the host's series; those that are new are added.
  private mutating func places(of row: MetricRow, names: [String]) -> [Int] {
    if hosts[row.host].lastMetrics == row.metrics { return hosts[row.host].lastPlaces }
    let places = row.metrics.map { metric in
      if let known = hosts[row.host].places[metric] { return known }
      return hosts[row.host].add(metric, names[metric], identities[metric])
    }
    hosts[row.host].lastMetrics = row.metrics
    hosts[row.host].lastPlaces = places
    return places
  }

  private mutating func canonical(
    _ closed: [LiveGrid.ClosedInterval]
  ) -> [LiveGrid.ClosedInterval] {
    closed.compactMap { interval in
      let values = hosts[interval.host].canonical.metrics(
        of: interval.values.span, at: interval.start)
      let hasValue = values.contains(where: \.isFinite)
      guard hosts[interval.host].gapRule.admits(time: interval.start, hasValue: hasValue) else {
        return nil
      }
      return .init(host: interval.host, start: interval.start, values: values)
    }
  }
}

// MARK: - State

extension RoleGrid {
  /// Writes the open intervals of all hosts, and what canonical metrics remember of each.
  package func write(to writer: inout StateWriter) {
    grid.write(to: &writer)
    writer.write(hosts.count)
    for host in hosts {
      // In order of their places.
      writer.write(host.places.sorted { $0.value < $1.value }.map(\.key))
      for rate in host.rates { rate?.write(to: &writer) }
      host.canonical.write(to: &writer)
      host.gapRule.write(to: &writer)
    }
  }

  /// Writes what only a grid with a clock knows.
  package func writeClock(to writer: inout StateWriter) { grid.writeClock(to: &writer) }

  /// Puts that back, after all else.
  package mutating func restoreClock(from reader: inout StateReader) throws(StateError) {
    try grid.restoreClock(from: &reader)
  }

  /// Puts back what was written, by a grid for the same model.
  ///
  /// - Parameters:
  ///   - reader: Gives it.
  ///   - names: The names of the rows' metrics by number.
  /// - Throws: Where it cannot be what was written.
  package mutating func restore(
    from reader: inout StateReader, names: [String]
  ) throws(StateError) {
    try grid.restore(from: &reader)
    identities = []
    numbers = []
    identify(names)
    hosts = []
    for _ in 0..<(try reader.count()) {
      var host = Host(canonical: CanonicalHost(metrics: metrics, interval: interval))
      for metric in try reader.integers() {
        guard identities.indices.contains(metric), host.places[metric] == nil else {
          throw .damaged
        }
        _ = host.add(metric, names[metric], identities[metric])
      }
      for place in host.rates.indices { try host.rates[place]?.restore(from: &reader) }
      try host.canonical.restore(from: &reader)
      try host.gapRule.restore(from: &reader)
      hosts.append(host)
    }
  }
}
