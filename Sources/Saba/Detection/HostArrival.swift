/// Whether a host that the history did not hold is of another size than those that it held.
///
/// A share of the processor or of a disk means the same on a host of any size; requests a second or bytes
/// in use do not. Where most metrics of that kind lie far to one side of the role's from the beginning, the
/// host is of another size, and they tell nothing before they have been seen for a day: until then it is
/// judged by the other metrics alone.
struct HostArrival: Sendable, Hashable {
  /// The metrics that depend on the size of a host, by number.
  private let sizeDependent: [Int]
  /// When the host was seen first, in seconds since the epoch.
  private var begin: Int?
  private var isOfOtherSize = false

  /// How soon it shows whether a host is of another size, in seconds.
  private static let decisionTime = 3600
  /// For how long what depends on its size is only looked at, in seconds: it has the rhythm of a day.
  private static let learningTime = 86_400
  /// How far out the middle one of the metrics lies on a host of another size, in standard deviations.
  private static let smallestDeviation = 3.0
  /// The fewest metrics that tell.
  private static let smallestCount = 3

  /// Makes the arrival of a host that has not shown anything.
  init(sizeDependent: [Int]) { self.sizeDependent = sizeDependent }

  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised about the host's offsets; NaN where missing.
  ///   - offsets: `[d]`.
  ///   - time: In seconds since the epoch, later than any before.
  /// - Returns: The metrics by which the host cannot be judged yet, by number.
  mutating func add(_ sample: [Double], offsets: [Double], at time: Int) -> [Int] {
    let begin = begin ?? time
    self.begin = begin
    if !isOfOtherSize, time < begin + Self.decisionTime {
      let seen = sizeDependent.map { sample[$0] + offsets[$0] }.filter { !$0.isNaN }.sorted()
      if seen.count >= Self.smallestCount {
        let (low, high) = (seen[(seen.count - 1) / 2], seen[seen.count / 2])
        isOfOtherSize = low > Self.smallestDeviation || high < -Self.smallestDeviation
      }
    }
    return isOfOtherSize && time < begin + Self.learningTime ? sizeDependent : []
  }

  /// The memory of the array.
  var byteCount: Int { sizeDependent.byteCount }
}

extension HostArrival: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(begin)
    writer.write(isOfOtherSize)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    begin = try reader.optionalInteger()
    isOfOtherSize = try reader.bool()
  }
}
