internal import Foundation
internal import SabaTestSupport
internal import Testing

@testable internal import SabaCLI

/// Readings of the clock on disk, and how often it is read.
@Suite("Journal of a clock")
struct ClockJournalTests {
  private typealias Reading = ClockJournal.Reading

  @Test("What was put down is read again, but for an end that was cut or never came to the disk")
  func readings() throws {
    try TemporaryFolder.with { folder in
      let path = "\(folder)/clock-1"
      let readings = [(0, 1000), (0, 1010), (77, 1010), (80, 900)].map {
        Reading(position: $0.0, time: $0.1)
      }
      let journal = ClockJournal(path: path)
      #expect(journal.isEmpty)
      #expect(try journal.readings().isEmpty)
      #expect(try TemporaryFolder.names(in: folder).isEmpty)
      for reading in readings { try journal.append(reading) }
      #expect(!journal.isEmpty)
      #expect(try ClockJournal(path: path).readings() == readings)
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(bytes.count == 64)
      for (rest, count) in [
        (bytes.dropLast(1), 3), (bytes.dropLast(16), 3), (bytes.dropLast(64), 0),
        (bytes + [1, 2, 3], 4), (bytes + Data(count: 32), 4),
        // Before the one before it.
        (bytes + bytes.prefix(16), 4), (bytes + Data(repeating: 255, count: 16), 4),
      ] {
        try rest.write(to: URL(filePath: path))
        #expect(try ClockJournal(path: path).readings() == Array(readings[..<count]))
      }
    }
  }

  @Test("The clock is read before input each new second, and every ten while there is none")
  func pace() {
    var pace = ClockPace()
    #expect(pace.wait(at: 100) == 0)
    #expect(pace.reading(100, hasInput: false) == 100)
    #expect(pace.wait(at: 100) == 10_000 && pace.wait(at: 107) == 3000)
    #expect(pace.reading(100, hasInput: true) == nil)
    #expect(pace.reading(101, hasInput: true) == 101)
    #expect(pace.reading(110, hasInput: false) == nil)
    #expect(pace.reading(111, hasInput: false) == 111)
    // It was set back.
    #expect(pace.wait(at: 50) == 0)
    #expect(pace.reading(50, hasInput: false) == 50)
  }

  @Test("Losses are told the first, tenth, hundredth time, though several come at once")
  func losses() {
    var loss = LossCount(noun: "value")
    #expect(loss.add(4, of: 0) && !loss.add(4, of: 0) && loss.add(4, of: 1))
    #expect(!loss.add(80, of: 0) && loss.add(200, of: 6))
    #expect(loss.words == "292 values")
    let names = ["a", "b", "c", "d", "e", "f", "g\u{1B}"]
    #expect(loss.hostWords(names) == "g\u{FFFD} 200, a 88, b 4")
    for host in 2...5 { _ = loss.add(of: host) }
    #expect(loss.hostWords(names) == "g\u{FFFD} 200, a 88, b 4, c 1, d 1, 2 other hosts")
  }
}
