internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Profiles after clocks are changed")
struct FormerClockTests {
  /// A metric that is as many as hours have passed of the local day.
  static let scaling: MetricScaling? = {
    guard let zone = try? LocalZone(identifier: "America/New_York") else { return nil }
    return MetricScaling(
      centres: [0], scales: [1],
      profiles: [DailyLevels(levels: (0..<24).map(Double.init), zone: zone)],
      isNonNegative: [true], leastVariances: [1],
      hostOffsets: HostOffsets(known: [:], variances: [0]), logarithms: [nil])
  }()

  /// When New York put its clocks from two to three.
  static let change = 1_772_953_200

  static func standardized(_ value: Double, at time: Int) throws -> Double {
    var standard = [Double.nan]
    try #require(scaling).standardize([value].span, at: time, offsets: [0], into: &standard)
    return standard[0]
  }

  @Test("For three hours what is usual by either clock is usual")
  func either() throws {
    let (change, hour) = (Self.change, 3600)
    #expect(try Self.standardized(1, at: change - hour) == 0)
    #expect(try Self.standardized(2, at: change - hour) == 1, "it is one o'clock by every clock")
    for hours in 0..<3 {
      let time = change + hours * hour
      #expect(try Self.standardized(Double(3 + hours), at: time) == 0)
      #expect(try Self.standardized(Double(2 + hours), at: time) == 0)
      #expect(try Self.standardized(Double(4 + hours), at: time) == 1)
      #expect(try Self.standardized(Double(1 + hours), at: time) == -1)
    }
    #expect(try Self.standardized(6, at: change + 3 * hour) == 0)
    #expect(try Self.standardized(5, at: change + 3 * hour) == -1)
  }
}
