internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Short movements that a role is known for")
struct KnownTransientsTests {
  static let tolerance = 1e-12
  static let interval = 300
  static let scales = [1.0, 0.5, 1]

  /// Samples at rest, but for so much of a movement in some rows.
  static func samples(_ rowCount: Int, _ moves: [Int: [Double]]) -> Matrix {
    Matrix(rows: (0..<rowCount).map { moves[$0] ?? [0, 0, 0] })
  }

  static func movements(_ rowCount: Int, _ moves: [Int: [Double]]) -> [KnownTransients.Movement] {
    KnownTransients.movements(
      in: samples(rowCount, moves), scales: scales, start: 1000, interval: interval)
  }

  static func known(_ movements: [KnownTransients.Movement]) -> [KnownTransients.Transient] {
    KnownTransients(scales: scales, movements: movements, threadCount: 2).transients
  }

  /// A movement of its own.
  static func movement(
    at time: Int, _ mean: [Double] = [8, -6, 0], length: Int = 1
  ) -> KnownTransients.Movement {
    .init(at: time, length: length, mean: mean, scales: scales)
  }

  @Test("A movement is from the mean of three samples until it is back, and the mean between")
  func extent() throws {
    let found = Self.movements(20, [7: [8, -6, 1], 8: [10, -4, 0]])
    let only = try #require(found.first)
    #expect(found.count == 1 && only.time == 1000 + 7 * 300 && only.length == 2)
    for (mean, expected) in zip(only.mean, [9, -5, 0.5]) {
      #expect(isClose(mean, expected, Self.tolerance))
    }
    // Beyond three of the metric's scales: 9 − 3, 5 ÷ ½ − 3, nothing.
    for (excess, expected) in zip(only.excess, [6.0, -7, 0]) {
      #expect(isClose(excess, expected, Self.tolerance))
    }
    #expect(isClose(only.size, (6.0 * 6 + 7 * 7).squareRoot(), Self.tolerance))
  }

  @Test("What stays, is small, or begins before there is a past is no movement")
  func none() {
    let stays = Dictionary(uniqueKeysWithValues: (7..<10).map { ($0, [8.0, -6, 0]) })
    #expect(Self.movements(20, stays).isEmpty, "three samples are more than ten minutes")
    #expect(Self.movements(9, [8: [8, -6, 0]]).isEmpty, "it has not come back yet")
    #expect(Self.movements(20, [7: [6.9, 0, 0]]).isEmpty)
    #expect(Self.movements(20, [2: [8, -6, 0]]).isEmpty)
    #expect(Self.movements(20, [3: [8, -6, 0]]).count == 1)
    #expect(Self.movements(20, [7: [8, -6, 0], 5: [.nan, .nan, .nan]]).isEmpty)
  }

  @Test("One that came on three occasions is known by its mean and the longest that it took")
  func occasions() throws {
    let found = Self.known([
      Self.movement(at: 0, [8, -6, 0.3]), Self.movement(at: 600, [9, -7, 0], length: 2),
      Self.movement(at: 1200, [10, -8, 0]),
    ])
    let only = try #require(found.first)
    #expect(found.count == 1 && only.occurrenceCount == 3 && only.length == 2)
    for (movement, expected) in zip(only.movement, [9.0, -7, 0]) {
      #expect(isClose(movement, expected, Self.tolerance))
    }
  }

  @Test("Two occasions, or what many hosts do at once, make none; neither does what is not alike")
  func tooFew() {
    #expect(Self.known([Self.movement(at: 0), Self.movement(at: 600)]).isEmpty)
    #expect(Self.known((0..<9).map { Self.movement(at: 60 * $0) }).isEmpty)
    let unlike = [[8.0, -6, 0], [8, 6, 0], [0, 0, 9]]
    #expect(Self.known(unlike.enumerated().map { Self.movement(at: 6000 * $0, $1) }).isEmpty)
    #expect(Self.known([]).isEmpty)
  }

  @Test("Each movement is of one kind; what came most often comes first")
  func disjoint() {
    let often = (0..<5).map { Self.movement(at: 6000 * $0) }
    let seldom = (0..<3).map { Self.movement(at: 6000 * $0, [0, 0, 30]) }
    let found = Self.known(seldom + often)
    #expect(found.map(\.occurrenceCount) == [5, 3])
    #expect(found.map { $0.movement[2] } == [0, 30])
  }

  @Test("A sample is part of the movement that it resembles most, if it moves enough")
  func resemblance() {
    let known = KnownTransients(
      scales: [1, 1],
      transients: [[9, 3], [9.0, 9]].map { .init(movement: $0, length: 1, occurrenceCount: 3) })
    #expect(known.transient(like: [6, 0]) == 0)
    #expect(known.transient(like: [60, 50]) == 1)
    #expect(known.transient(like: [6, 2]) == 0, "the nearer of two")
    #expect(known.transient(like: [3.9, 0]) == nil)
    #expect(known.transient(like: [0, 6]) == nil)
    #expect(known.transient(like: [-6, 0]) == nil)
  }
}
