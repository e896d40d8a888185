/// A series as text from which a page's script draws any part of it again.
///
/// The series is cut into steps of equal length from the axis' start on. Each step is two letters of
/// the base-64 alphabet, which are 12 bits: the place of its greatest value on the chart's scale, 0 at
/// the bottom to ``top``, or ``missing``. Where steps hold several samples, or the series is a band,
/// there is a second text for the least values; so no spike is lost, however long the steps are.
struct SampleCode: Sendable, Hashable {
  /// The code at the top of the scale.
  static let top = 4094
  /// The code where there is no value.
  static let missing = 4095

  /// The length of a step, in seconds.
  let step: Int
  /// The greatest value of each step.
  let high: String
  /// The least value of each step; nil where it is the greatest one everywhere.
  let low: String?

  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Writes a series.
  ///
  /// - Parameters:
  ///   - samples: In any order; those that are not finite are missing, those off the axis left out.
  ///   - axis: What the steps divide.
  ///   - scale: What the codes are places on.
  ///   - interval: The seconds from sample to sample.
  ///   - stepCount: The most steps; a step is as many whole intervals as that takes.
  /// - Complexity: O(samples + steps).
  init(
    _ samples: some Sequence<ChartSample>, on axis: TimeAxis, scale: ChartScale, interval: Int,
    stepCount: Int
  ) {
    let intervals = (axis.length + interval - 1) / interval
    step = interval * max(1, (intervals + stepCount - 1) / max(1, stepCount))
    let count = (axis.length + step - 1) / step
    var lows = [Int](repeating: Self.missing, count: count)
    var highs = [Int](repeating: -1, count: count)
    for sample in samples where sample.isFinite {
      let place = Int(((sample.time - Double(axis.start)) / Double(step)).rounded(.down))
      guard lows.indices.contains(place) else { continue }
      lows[place] = min(lows[place], Self.code(sample.low, on: scale))
      highs[place] = max(highs[place], Self.code(sample.high, on: scale))
    }
    for place in highs.indices where highs[place] < 0 { highs[place] = Self.missing }
    high = Self.text(highs)
    low = lows == highs ? nil : Self.text(lows)
  }

  private static func code(_ value: Double, on scale: ChartScale) -> Int {
    Int((Double(top) * scale.position(of: value)).rounded())
  }

  private static func text(_ codes: [Int]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * codes.count)
    for code in codes {
      bytes.append(letters[code / letters.count])
      bytes.append(letters[code % letters.count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
