internal import SabaNumerics

/// The weights of days: instead of fading, older days stay and newer ones weigh more.
///
/// So a day's weight does not depend on when it is learnt. Cells move by twice a mean's gain, which
/// halves the age of what they remember; hence weights double only every two half-lives.
struct ProfileClock: Sendable, Hashable {
  let halfLife: Double?
  /// The day of weight 1.
  private(set) var reference = 0
  /// The latest day seen.
  private(set) var latest = 0
  /// The weight of the latest day.
  private(set) var today = 1.0
  /// One over it.
  private(set) var perDay = 1.0

  /// The weights grow up to so many doublings before all are divided by them.
  private static let largestDoubling = 64.0

  init(halfLife: Double?) { self.halfLife = halfLife }

  /// A clock that was stored.
  init(halfLife: Double?, reference: Int, latest: Int) {
    self.halfLife = halfLife
    self.reference = reference
    self.latest = latest
    settle()
  }

  /// Begins with a first day.
  mutating func begin(at day: Int) {
    reference = day
    latest = day
    today = 1
    perDay = 1
  }

  private mutating func settle() {
    today = weight(ofDay: latest)
    perDay = 1 / today
  }

  /// The weight of a day.
  func weight(ofDay day: Int) -> Double {
    guard let halfLife else { return 1 }
    return power(2, Double(day - reference) / (2 * halfLife))
  }

  /// Goes on to a later day.
  ///
  /// - Parameter day: Later than the latest.
  /// - Returns: What to multiply all weights by; 1 but once in a hundred half-lives.
  mutating func advance(to day: Int) -> Double {
    latest = day
    var factor = 1.0
    if let halfLife, Double(day - reference) > Self.largestDoubling * 2 * halfLife {
      factor = 1 / weight(ofDay: day)
      reference = day
    }
    settle()
    return factor
  }

  /// Takes in the days of another clock of the same half-life.
  ///
  /// - Returns: What to multiply the weights of both by.
  mutating func merge(_ other: ProfileClock) -> (own: Double, other: Double) {
    // To the later reference, so that factors are at most 1 and can only vanish.
    var own = 1.0
    var others = 1.0
    if other.reference > reference {
      own = 1 / weight(ofDay: other.reference)
      reference = other.reference
    } else {
      others = 1 / other.weight(ofDay: reference)
    }
    latest = max(latest, other.latest)
    settle()
    return (own, others)
  }
}
