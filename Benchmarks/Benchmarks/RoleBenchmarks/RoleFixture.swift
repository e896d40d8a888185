import Saba

/// A seeded role of 20 metrics: half of them with a daily rhythm, all correlated and with memory.
enum RoleFixture {
  static let interval = 300
  static let metricCount = 20
  private static let start = 1_767_571_200

  /// A history without gaps.
  ///
  /// - Parameters:
  ///   - hosts: How many hosts.
  ///   - days: Its length.
  ///   - daysBefore: How much later than the first history it begins.
  /// - Returns: The history, the same each time.
  static func history(hosts: Int, days: Int, daysBefore: Int = 0) -> RoleHistory {
    let metrics = (0..<metricCount).map { "custom.service.metric-\($0)" }
    let rowCount = days * 86_400 / interval
    let frames = (0..<hosts).map { host in
      var generator = RandomGenerator(seed: UInt64(1 + 1000 * daysBefore + host))
      var noise = [Double](repeating: 0, count: metricCount)
      var values = Matrix(rowCount: rowCount, columnCount: metricCount)
      for row in 0..<rowCount {
        let angle = 2 * Double.pi * Double(row * interval) / 86_400
        let shared = generator.normal()
        for j in 0..<metricCount {
          noise[j] = 0.6 * noise[j] + 0.5 * shared + 0.6 * generator.normal()
          let rhythm = j % 2 == 0 ? 4 * sine(angle + Double(j)) : 0
          values[row, j] = 100 * Double(j + 1) + 5 * (rhythm + noise[j])
        }
      }
      return MetricFrame(
        host: "host-\(host)", metrics: metrics, start: start + daysBefore * 86_400,
        interval: interval, values: values)
    }
    return RoleHistory(metrics: metrics, interval: interval, frames: frames)
  }
}

/// A monitor that knows its hosts, and what they show next.
final class RoleStream {
  var monitor: RoleMonitor
  private let rows: [Observation]
  /// The seconds that the rows last.
  private let length: Int
  private var next: Int

  /// Learns a model of some hosts, and judges what others show.
  init(hosts: Int, days: Int) throws {
    let model = try RoleModel.train(history: RoleFixture.history(hosts: 8, days: 14))
    let later = RoleFixture.history(hosts: hosts, days: days, daysBefore: 14)
    let observations = later.frames.map { model.observations(of: $0) }
    rows = observations[0].indices.flatMap { row in observations.map { $0[row] } }
    length = days * 86_400
    monitor = RoleMonitor(model: model)
    _ = monitor.judge(rows, explaining: true)
    next = rows.count
  }

  /// The next rows: the same again and again, each time later.
  func take(_ count: Int) -> [Observation] {
    defer { next += count }
    return (next..<next + count).map { index in
      var row = rows[index % rows.count]
      row.time += index / rows.count * length
      return row
    }
  }
}
