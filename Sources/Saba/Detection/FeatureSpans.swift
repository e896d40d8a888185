/// How far a host's features look back, in samples.
struct FeatureSpans: Sendable, Hashable {
  /// The lengths of the trailing means, ascending: about 5 min, a quarter of an hour and an hour.
  let windows: [Int]
  /// How many samples before the present one its dynamics look back over.
  let lagCount: Int
  /// Of which windows the level's features hold the means.
  let levelWindows: Range<Int>

  /// The spans in seconds, and the fewest samples that each holds: where samples are coarse, a mean
  /// over one of them would say nothing new.
  private static let spans = [
    (seconds: 300, samples: 3), (seconds: 900, samples: 6), (seconds: 3600, samples: 12),
  ]
  private static let lags = 3

  init(interval: Int, pipeline: RolePipeline = .init()) {
    windows = Self.spans.map { max($0.seconds / interval, $0.samples) }
    lagCount = Self.lags
    levelWindows = 0..<(pipeline.takes(.trailingMeans) ? windows.count : 0)
  }

  /// The longest window, over which a host's present level is taken.
  var longest: Int { windows[windows.count - 1] }

  /// The number of level features of d metrics: of each the sample and its trailing means.
  func levelCount(metricCount d: Int) -> Int { (1 + levelWindows.count) * d }

  /// The number of dynamics features of d metrics: the samples before, and the present one.
  func dynamicsCount(metricCount d: Int) -> Int { (lagCount + 1) * d }
}
