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

extension HostState {
  func write(to writer: inout StateWriter) {
    writer.write(lastTime)
    features.write(to: &writer)
    energies.write(to: &writer)
    blame.write(to: &writer)
    pulse.write(to: &writer)
    warning.write(to: &writer)
    critical.write(to: &writer)
  }

  /// Puts back what was written, for a density of so many components.
  mutating func restore(
    from reader: inout StateReader, componentCount: Int
  ) throws(StateError) {
    lastTime = try reader.optionalInteger()
    try features.restore(from: &reader)
    try energies.restore(from: &reader)
    try blame.restore(
      from: &reader, metricCount: features.offsets.count, componentCount: componentCount)
    try pulse.restore(from: &reader)
    try warning.restore(from: &reader)
    try critical.restore(from: &reader)
  }
}
