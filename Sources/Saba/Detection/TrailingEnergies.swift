/// The means over the last few energies: what a score is made of.
///
/// A quarter of an hour, or one sample where samples are coarser. Older samples do not count, even
/// if those between are missing.
struct TrailingEnergies: Sendable {
  private var recent: [(time: Int, level: Double, dynamics: Double)] = []
  private let span: Int

  /// The time that the means look back over, in seconds.
  static let span = 900

  init(pipeline: RolePipeline = .init()) {
    span = pipeline.takes(.trailingEnergies) ? Self.span : 0
  }

  /// The memory of the array.
  var byteCount: Int { recent.byteCount }

  /// Adds a sample's energies and gives the means over the span that ends with it.
  ///
  /// - Parameters:
  ///   - energies: Those of the sample, or nil where there are none.
  ///   - time: In seconds, later than any before.
  /// - Returns: nil where there are none.
  mutating func add(
    _ energies: DensityReader.Energies?, at time: Int
  ) -> (level: Double, dynamics: Double)? {
    let expired = recent.prefix { $0.time <= time - span }.count
    recent.removeFirst(expired)
    guard let energies else { return nil }
    recent.append((time, energies.level, energies.dynamics))
    var level = 0.0
    var dynamics = 0.0
    for sample in recent {
      level += sample.level
      dynamics += sample.dynamics
    }
    let count = Double(recent.count)
    return (level / count, dynamics / count)
  }
}

extension TrailingEnergies: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(recent.map(\.time))
    writer.write(recent.map(\.level))
    writer.write(recent.map(\.dynamics))
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    let times = try reader.integers()
    let levels = try reader.doubles()
    let dynamics = try reader.doubles()
    guard times.count == levels.count, times.count == dynamics.count else { throw .damaged }
    recent = times.indices.map { (times[$0], levels[$0], dynamics[$0]) }
  }
}
