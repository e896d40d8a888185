/// Turns the values of a counter into rates, as they come.
///
/// A counter only grows, but for a restart, at which it begins anew: from one value to a lower one no
/// rate can be told, and there is a gap in place of a spike or a dip. Nor is there a rate before the
/// second value, or over a time so long that it would tell nothing of its end.
struct CounterRate: Sendable, Hashable {
  private var last: Point?
  /// The last point of an earlier time than ``last``.
  private var earlier: Point?

  private struct Point: Sendable, Hashable {
    var time: Double
    var value: Double
  }

  /// The longest time that a rate is taken over, in seconds: an hour, or two intervals if longer.
  static func longestStep(interval: Int) -> Double { Double(max(3600, 2 * interval)) }

  /// Takes a value.
  ///
  /// - Parameters:
  ///   - value: The counter's; NaN where missing, which changes nothing.
  ///   - time: In seconds. A second value of one time takes the place of the first; one of an earlier
  ///     time is left out.
  ///   - longestStep: In seconds; see ``longestStep(interval:)``.
  /// - Returns: The mean growth a second since the last value of an earlier time; NaN where that
  ///   cannot be told.
  mutating func add(_ value: Double, at time: Double, longestStep: Double) -> Double {
    guard !value.isNaN else { return .nan }
    if let last {
      guard time >= last.time else { return .nan }
      if time > last.time { earlier = last }
    }
    last = Point(time: time, value: value)
    guard let earlier, value >= earlier.value, time - earlier.time <= longestStep else {
      return .nan
    }
    return (value - earlier.value) / (time - earlier.time)
  }
}

extension CounterRate: Restorable {
  func write(to writer: inout StateWriter) {
    for point in [last, earlier] {
      writer.write(point) {
        $1.write($0.time)
        $1.write($0.value)
      }
    }
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    last = try Self.point(from: &reader)
    earlier = try Self.point(from: &reader)
  }

  private static func point(from reader: inout StateReader) throws(StateError) -> Point? {
    try reader.optional { (reader) throws(StateError) in
      Point(time: try reader.double(), value: try reader.double())
    }
  }
}
