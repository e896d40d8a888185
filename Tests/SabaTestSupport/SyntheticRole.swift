public import Saba

/// A role whose normal behaviour is known exactly: correlated Gaussian metrics around a level.
public enum SyntheticRole {
  /// The metrics' names.
  public static let metrics = ["cpu", "memory", "requests", "latency"]

  /// Correlated noise: all metrics share one factor, each has its own noise beside it.
  ///
  /// - Parameters:
  ///   - hosts: How many hosts; named `host-0` and so on.
  ///   - days: The length.
  ///   - interval: The grid, in seconds.
  ///   - start: The first time, in seconds since the epoch.
  ///   - seed: The seed of the noise.
  /// - Returns: A history without gaps.
  public static func history(
    hosts: Int = 2, days: Int = 7, interval: Int = 300, start: Int = 1_767_571_200,
    seed: UInt64 = 1
  ) -> RoleHistory {
    var generator = RandomGenerator(seed: seed)
    let rowCount = days * 86_400 / interval
    let frames = (0..<hosts).map { host in
      var values = Matrix(rowCount: rowCount, columnCount: metrics.count)
      for row in 0..<rowCount {
        let shared = generator.normal()
        for column in metrics.indices {
          let noise = 0.7 * shared + 0.7 * generator.normal()
          values[row, column] = levels[column] + scales[column] * noise
        }
      }
      return MetricFrame(
        host: "host-\(host)", metrics: metrics, start: start, interval: interval, values: values)
    }
    return RoleHistory(metrics: metrics, interval: interval, frames: frames)
  }

  /// The metrics' means.
  public static let levels = [40.0, 3e9, 250.0, 0.08]
  /// The metrics' standard deviations, but for a factor of 0.99.
  public static let scales = [5.0, 2e8, 30.0, 0.01]
}
