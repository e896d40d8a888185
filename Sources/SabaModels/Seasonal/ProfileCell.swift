/// A robust running location and spread: of all that one place of a profile has seen.
struct ProfileCell: Sendable, Hashable {
  /// Where the values lie; relative to what, depends on the part of the profile.
  var location = 0.0
  /// Their standard deviation about the location if they are normal; 0 until the second one.
  var spread = 0.0
  /// How many days were seen, with forgetting: see ``ProfileClock``.
  var weight = 0.0
  /// Of a knot: how much of its location was believed when its last day ended.
  var belief = 0.0

  /// Deviations count up to so many spreads (Huber's ψ).
  static let clip = 1.5
  /// The mean of min(|z|, clip) of a standard normal z.
  static let clippedMean = 0.7392709732
  /// The squared t statistic below which a location is not believed.
  static let doubt = 4.0

  /// Moves towards a value.
  ///
  /// The gain 2w/(W + w) is that of a mean in which later values count more, in proportion to what
  /// came before them (Shamir, Zhang 2013, polynomial-decay averaging): what a first day had wrong
  /// fades with the square of the days, for a variance a third above that of the plain mean.
  ///
  /// - Parameters:
  ///   - value: What the cell learns, in the values' unit; the first one becomes the location.
  ///   - expected: What the cell, or the line of which it is a knot, expected.
  ///   - size: The absolute deviation that the spread learns.
  ///   - weight: Of the value.
  ///   - today: The weight that a day has now.
  ///   - usual: A spread below which deviations are not clipped; infinite to clip none.
  @inline(__always)
  mutating func learn(
    _ value: Double, from expected: Double, size: Double, weight: Double, today: Double,
    usual: Double
  ) {
    let before = self.weight
    let after = before + weight
    self.weight = after
    if before == 0 {
      location = value
      return
    }
    // One division for both 2w/(W + w) and 1/W.
    let sum = after + weight
    let reciprocal = 1 / (after * sum)
    let gain = (weight + weight) * after * reciprocal
    // A few days are no ground for calling a value an outlier.
    let perDays = today * (sum * reciprocal)
    let slack = 1 + 9 * (perDays * perDays)
    let bound = Self.clip * (spread > usual ? spread : usual) * slack
    // Written so that these become single instructions: those of the standard library order NaN.
    let clippedSize = size < bound ? size : bound
    let deviation = value - expected
    let below = deviation < bound ? deviation : bound
    let clipped = below > -bound ? below : -bound
    spread += gain * (clippedSize * (1 / Self.clippedMean) - spread)
    location += gain * clipped
  }

  /// How much of a deviation from what is already expected the evidence carries.
  ///
  /// The positive-part estimate of James and Stein (1961): deviation·(1 − 4/t²)₊ with
  /// t² = n·(deviation/spread)²·(n − 1)/(n + 1) for n days. What was seen on one day is not
  /// believed at all, what keeps coming back is believed soon.
  ///
  /// - Parameters:
  ///   - deviation: Of the location from what is already expected.
  ///   - perDay: One over the weight that a day has now.
  ///   - usual: The least spread.
  /// - Returns: Between 0 and the deviation.
  @inline(__always)
  func believed(_ deviation: Double, perDay: Double, usual: Double) -> Double {
    let days = weight * perDay
    let least = spread > usual ? spread : usual
    let evidence: Double = deviation * deviation * (days * (days > 1 ? days - 1 : 0))
    let doubt: Double = Self.doubt * (least * least) * (days + 1)
    // Without evidence the quotient is infinite or, where there is no doubt either, not a number.
    let share = doubt / evidence
    return deviation - deviation * (share < 1 ? share : 1)
  }

  /// Takes in another cell's location and spread, by moments.
  mutating func merge(_ other: ProfileCell) {
    let sum = weight + other.weight
    guard other.weight > 0, sum > 0 else { return }
    let share = other.weight / sum
    let apart = other.location - location
    let square =
      (1 - share) * spread * spread + share * other.spread * other.spread
      + share * (1 - share) * apart * apart
    location += share * apart
    spread = square.squareRoot()
    weight = sum
  }
}
