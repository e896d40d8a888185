/// The offsets of a time zone from UTC, and when they change: the years 1970 to 2100.
///
/// Before and after them the first and the last offset hold.
final class ZoneOffsets: Sendable {
  /// When each offset begins to hold, in seconds since the epoch, ascending; the first is
  /// `Int.min`.
  private let starts: [Int]
  /// The seconds by which local clocks are ahead of UTC.
  private let offsets: [Int]
  /// For each stretch of `2^bucketShift` seconds which offset holds at its beginning, so that a
  /// look-up takes a step or two.
  private let buckets: [UInt16]

  /// The first second whose offset is known.
  static let firstTime = 0
  /// The first second of 2101.
  static let endTime = 4_133_980_800
  /// Buckets of 48.5 days: zones change their offsets less often, but for a few months.
  private static let bucketShift = 22

  /// A zone that is always as far from UTC.
  convenience init(constant offset: Int) { self.init(first: offset, changes: []) }

  /// Makes the offsets of a zone.
  ///
  /// - Parameters:
  ///   - first: The offset in the beginning.
  ///   - changes: When another offset begins to hold, ascending.
  init(first: Int, changes: [(time: Int, offset: Int)]) {
    starts = [Int.min] + changes.map(\.time)
    offsets = [first] + changes.map(\.offset)
    var buckets: [UInt16] = []
    var index = 0
    for start in stride(from: Self.firstTime, to: Self.endTime, by: 1 << Self.bucketShift) {
      while index + 1 < starts.count && starts[index + 1] <= start { index += 1 }
      buckets.append(UInt16(index))
    }
    self.buckets = changes.isEmpty ? [0] : buckets
  }

  /// Which of the offsets holds.
  private func index(at time: Int) -> Int {
    let bucket = time >> Self.bucketShift
    var index = bucket < 0 ? 0 : Int(buckets[min(bucket, buckets.count - 1)])
    while index + 1 < starts.count && starts[index + 1] <= time { index += 1 }
    return index
  }

  /// The offset at a time.
  func offset(at time: Int) -> Int { offsets[index(at: time)] }

  /// The offset at a time, and the stretch of time over which it holds; from `Int.min`, to
  /// `Int.max`.
  func stretch(around time: Int) -> (start: Int, end: Int, offset: Int) {
    let index = index(at: time)
    return (starts[index], index + 1 < starts.count ? starts[index + 1] : Int.max, offsets[index])
  }
}
