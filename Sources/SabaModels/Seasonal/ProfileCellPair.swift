/// Two cells that learn at once: half the work of one after the other.
struct ProfileCellPair {
  var location: SIMD2<Double>
  var spread: SIMD2<Double>
  var weight: SIMD2<Double>

  /// Moves towards values.
  ///
  /// The gain 2w/(W + w) is that of a mean in which later values count more, in proportion to what
  /// came before them (Shamir, Zhang 2013, polynomial-decay averaging): what a first day had wrong
  /// fades with the square of the days, for a variance a third above that of the plain mean.
  ///
  /// - Parameters:
  ///   - value: What the cells learn, in the values' unit; the first one becomes the location.
  ///   - expected: What the cells, or the line of which they are knots, expected.
  ///   - size: The absolute deviations that the spreads learn.
  ///   - weight: Of the values.
  ///   - today: The weight that a day has now.
  ///   - usual: Spreads below which deviations are not clipped.
  @inline(__always)
  mutating func learn(
    _ value: SIMD2<Double>, from expected: SIMD2<Double>, size: SIMD2<Double>,
    weight: SIMD2<Double>, today: Double, usual: SIMD2<Double>
  ) {
    let before = self.weight
    self.weight += weight
    // One division for both 2w/(W + w) and 1/W.
    let sum: SIMD2<Double> = self.weight + weight
    let reciprocal: SIMD2<Double> = 1 / (self.weight * sum)
    let gain: SIMD2<Double> = (weight + weight) * self.weight * reciprocal
    // A few days are no ground for calling a value an outlier.
    let perDays: SIMD2<Double> = today * (sum * reciprocal)
    let slack: SIMD2<Double> = 1 + 9 * (perDays * perDays)
    let bound = Self.bound(ProfileCell.clip * greater(spread, usual), slack)
    let step: SIMD2<Double> = lesser(size, bound) * (1 / ProfileCell.clippedMean) - spread
    let deviation: SIMD2<Double> = greater(-bound, lesser(bound, value - expected))
    let moved: SIMD2<Double> = location + gain * deviation
    let spreadMoved: SIMD2<Double> = spread + gain * step
    location.x = before.x == 0 ? value.x : moved.x
    location.y = before.y == 0 ? value.y : moved.y
    spread.x = before.x == 0 ? 0 : spreadMoved.x
    spread.y = before.y == 0 ? 0 : spreadMoved.y
  }

  /// The largest deviation that counts; none where no deviation has been seen yet.
  @inline(__always)
  private static func bound(_ scale: SIMD2<Double>, _ slack: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(
      scale.x > 0 ? scale.x * slack.x : .greatestFiniteMagnitude,
      scale.y > 0 ? scale.y * slack.y : .greatestFiniteMagnitude)
  }
}

// Written so that they become single instructions: those of the standard library order NaN.

/// The lesser values; the second where either is NaN.
@inline(__always)
private func lesser(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
  SIMD2(a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y)
}

/// The greater values; the second where either is NaN.
@inline(__always)
private func greater(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
  SIMD2(a.x > b.x ? a.x : b.x, a.y > b.y ? a.y : b.y)
}
