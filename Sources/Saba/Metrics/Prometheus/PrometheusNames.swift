/// Gives the series of Prometheus their numbers as metrics, and in the end their names.
///
/// A name holds the labels that tell two series of one host apart, and no others: so that what is alike on
/// all hosts, such as the environment, and what every host has of its own, such as an address, is in no
/// name, and hosts' metrics can be compared. Which labels those are is known once all is read.
struct PrometheusNames: Sendable {
  /// The series of each metric's number that has one.
  private var series: [Int: PrometheusSeries] = [:]
  /// The metrics' numbers that each host has.
  private var ofHosts: [Int: Set<Int>] = [:]

  /// Whether no series was met.
  var isEmpty: Bool { series.isEmpty }

  /// Takes note of a host's series.
  mutating func add(_ series: PrometheusSeries, number: Int, host: Int) {
    self.series[number] = series
    ofHosts[host, default: []].insert(number)
  }

  /// The name of each metric that is such a series, without the labels that tell nothing apart.
  var names: [Int: String] {
    var telling: [String: Set<String>] = [:]
    for numbers in ofHosts.values {
      let byName = Dictionary(grouping: numbers.compactMap { series[$0] }, by: \.name)
      for (name, alike) in byName where alike.count > 1 {
        let values = alike.map { one in
          Dictionary(one.labels.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        }
        for label in Set(values.flatMap(\.keys))
        where values.contains(where: { $0[label] != values[0][label] }) {
          telling[name, default: []].insert(label)
        }
      }
    }
    return series.mapValues { $0.only(telling[$0.name] ?? []).text }
  }
}

/// Finds the wanted metrics among the series of Prometheus.
///
/// A wanted name, such as a model's, matches a series that has its labels and perhaps others: which labels
/// tell series apart was decided when the model was trained. Of several names the one with most labels
/// counts. A second series of one host for the same metric is none of it.
struct PrometheusMatches: Sendable {
  private var wanted: [String: [(series: PrometheusSeries, number: Int)]] = [:]
  /// The series that each host's metric has turned out to be.
  private var taken: [[Int]: PrometheusSeries] = [:]

  /// Makes matches with metrics, numbered in this order.
  init(_ metrics: [String]) {
    for (number, metric) in metrics.enumerated() {
      let series = PrometheusSeries(metric)
      wanted[series.name, default: []].append((series, number))
    }
  }

  /// The number of the wanted metric that a host's series is; nil if it is none.
  mutating func number(of series: PrometheusSeries, host: Int) -> Int? {
    var best: (series: PrometheusSeries, number: Int)?
    for candidate in wanted[series.name] ?? []
    where series.matches(candidate.series)
      && candidate.series.labels.count > (best?.series.labels.count ?? -1)
    { best = candidate }
    guard let best else { return nil }
    let known = taken[[host, best.number]]
    if let known, known != series { return nil }
    taken[[host, best.number]] = series
    return best.number
  }
}
