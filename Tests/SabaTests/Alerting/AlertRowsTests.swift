internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Rows in alert")
struct AlertRowsTests {
  @Test("Each alert runs from the row that raised it to the one that ended it")
  func ranges() {
    var generator = RandomGenerator(seed: 43)
    for length in 0..<30 {
      let states = (0..<length).map { _ in generator.uniform() < 0.5 }
      var rows = AlertRows()
      for state in states { rows.add(isAlerting: state) }
      #expect(
        states.indices.allSatisfy { row in
          rows.ranges.contains { $0.contains(row) } == states[row]
        })
      // None is empty, none touches another.
      #expect(rows.ranges.allSatisfy { !$0.isEmpty })
      #expect(
        zip(rows.ranges, rows.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }
  }

  @Test("Rows that were not judged are in no alert")
  func skipping() {
    var rows = AlertRows()
    rows.skip(to: 2)
    rows.add(isAlerting: true)
    rows.add(isAlerting: true)
    rows.skip(to: 7)
    rows.add(isAlerting: true)
    rows.skip(to: 8)
    rows.skip(to: 3)
    rows.add(isAlerting: true)
    #expect(rows.ranges == [2..<4, 7..<9])
  }
}
