internal import Testing

@testable internal import Saba

@Suite("Hosts of another size")
struct HostArrivalTests {
  /// What a host that shows the same sample every five minutes is not judged by, at some times.
  static func setAside(
    _ sample: [Double], offsets: [Double] = [0, 0, 0, 0], at times: [Int],
    then next: [Double]? = nil
  ) -> [[Int]] {
    var arrival = HostArrival(sizeDependent: [0, 1, 3])
    return times.enumerated().map { index, time in
      arrival.add(index == 0 ? sample : next ?? sample, offsets: offsets, at: time)
    }
  }

  @Test("What depends on size is set aside for a day where most of it lies to one side")
  func bigger() {
    let times = [1000, 1300, 1000 + 86_399, 1000 + 86_400]
    #expect(
      Self.setAside([5, 3.1, 0, -1], at: times) == [[0, 1, 3], [0, 1, 3], [0, 1, 3], []])
    #expect(Self.setAside([-5, -3.1, 0, 1], at: [0]) == [[0, 1, 3]])
    #expect(
      Self.setAside([4, 2, 0, 0], offsets: [1, 1.1, 0, 0], at: [0]) == [[0, 1, 3]],
      "deviations are those from the role")
  }

  @Test("A host like the others, one metric far out, and few metrics tell nothing")
  func alike() {
    #expect(Self.setAside([9, 2.9, 0, -1], at: [0, 300]) == [[], []])
    #expect(Self.setAside([9, -9, 9, 0], at: [0]) == [[]])
    #expect(Self.setAside([9, 9, 9, .nan], at: [0]) == [[]])
  }

  @Test("It shows in the first hour or not at all")
  func late() {
    let calm = [0.0, 0, 0, 0]
    #expect(Self.setAside(calm, at: [0, 3599], then: [5, 5, 5, 5]) == [[], [0, 1, 3]])
    #expect(Self.setAside(calm, at: [0, 3600], then: [5, 5, 5, 5]) == [[], []])
  }
}
