/// The number of cores of a host, as its processors' percentages tell it.
///
/// Agents on Linux give percentages of one core: all modes together are 100 times the number of
/// cores. Elsewhere all modes together are 100. One interval is easily wrong, where a mode is new or
/// a value missing, so that another number counts once two intervals in a row tell it.
struct CoreCount: Sendable, Hashable {
  /// By what percentages are divided; nil where that is not known.
  private(set) var divisor: Double?
  private var candidate = 0.0
  /// Whether percentages are known to be of one core, so that a divisor of 1 means one core.
  private var isOfOneCore = false

  /// The number of cores; nil where it is not known.
  var cores: Double? { divisor.flatMap { $0 > 1 || isOfOneCore ? $0 : nil } }

  /// The share of a core that is counted as one: modes that are not reported take away a little, and
  /// rounding in the agent adds some.
  private static let smallestShare = 0.2

  /// Takes the sum of all modes, the idle one too, in percent.
  mutating func add(sum: Double, isOfOneCore: Bool) {
    let count = max(1, (sum / 100 - Self.smallestShare).rounded(.up))
    if divisor == nil || count == candidate { divisor = count }
    candidate = count
    self.isOfOneCore = isOfOneCore
  }
}

extension CoreCount: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(divisor) { $1.write($0) }
    writer.write(candidate)
    writer.write(isOfOneCore)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    divisor = try reader.optional { (reader) throws(StateError) in try reader.double() }
    candidate = try reader.double()
    isOfOneCore = try reader.bool()
  }
}
