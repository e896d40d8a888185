/// What a monitor keeps of one host.
struct HostState: Sendable {
  /// When it was judged last, in seconds since the epoch; nil before the first time.
  var lastTime: Int?
  var features: HostFeatures
  var energies: TrailingEnergies
  var blame = TrailingBlame()
  var pulse: MetricPulse
  var warning: AlertCounter
  var critical: AlertCounter

  /// The memory that it takes, with all arrays.
  ///
  /// For 20 metrics at one-minute intervals less than 2 KB a metric: 0.5 KB for the last hour of samples,
  /// 0.5 KB for a day of half-hour means, 0.4 KB for three days of spreads, and 0.25 KB for the blame
  /// of a quarter of an hour.
  var byteCount: Int {
    MemoryLayout<Self>.size + features.byteCount + energies.byteCount + blame.byteCount
      + pulse.byteCount
  }
}

extension Array {
  /// The memory of the elements and their header; elements are plain values.
  var byteCount: Int {
    capacity == 0 ? 0 : Self.headerByteCount + capacity * MemoryLayout<Element>.stride
  }

  private static var headerByteCount: Int { 32 }
}
