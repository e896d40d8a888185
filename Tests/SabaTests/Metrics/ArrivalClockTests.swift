internal import Testing

@testable internal import Saba

@Suite("Clock of arrivals")
struct ArrivalClockTests {
  /// A clock that was read every ten seconds.
  private func read(_ clock: inout ArrivalClock, _ times: ClosedRange<Int>) {
    for time in stride(from: times.lowerBound, through: times.upperBound, by: 10) {
      clock.advance(to: time)
    }
  }

  @Test("A host is silent when nothing has come of it for long enough")
  func silence() {
    var clock = ArrivalClock()
    #expect(!clock.isSilent(0, for: 0) && clock.silence == 0)
    // Before there is a time nothing can be said of when a row came.
    clock.see(0)
    read(&clock, 1000...2000)
    clock.see(1)
    #expect(clock.isSilent(0, for: 1000) && !clock.isSilent(0, for: 1001))
    #expect(!clock.isSilent(1, for: 1))
    // One that was never met is silent since the beginning.
    #expect(clock.isSilent(7, for: 1000))
    #expect(clock.silence == 0)
    read(&clock, 2010...2500)
    #expect(clock.isSilent(1, for: 500) && !clock.isSilent(1, for: 501))
    #expect(clock.silence == 500)
    // What is of no use is heard all the same.
    clock.hear()
    #expect(clock.silence == 0 && clock.isSilent(1, for: 500))
  }

  @Test(
    "Time in which nobody looked does not count, nor does one from before the clock was set back")
  func breaks() {
    var clock = ArrivalClock()
    read(&clock, 1000...2000)
    clock.see(0)
    clock.advance(to: 2000 + ArrivalClock.longestBreak)
    #expect(clock.isSilent(0, for: 60))
    clock.advance(to: 5000)
    #expect(!clock.isSilent(0, for: 1) && clock.silence == 0)
    read(&clock, 5000...5600)
    #expect(clock.isSilent(0, for: 600) && clock.silence == 600)
    clock.see(0)
    clock.advance(to: 1000)
    #expect(clock.now == 1000)
    read(&clock, 1000...1600)
    #expect(clock.isSilent(0, for: 600) && !clock.isSilent(0, for: 601))
  }

  @Test("What is kept goes on as it was")
  func state() throws {
    var clock = ArrivalClock()
    read(&clock, 1000...2000)
    clock.see(3)
    clock.advance(to: 2050)
    var writer = StateWriter()
    clock.write(to: &writer)
    var reader = StateReader(writer.bytes[...])
    var other = ArrivalClock()
    try other.restore(from: &reader)
    #expect(reader.isAtEnd && other.now == 2050)
    for host in 0...4 {
      for seconds in [50, 51, 1050, 1051] {
        #expect(other.isSilent(host, for: seconds) == clock.isSilent(host, for: seconds))
      }
    }
    #expect(other.silence == clock.silence)
  }

  @Test("An interval waits half as long as a host may be silent")
  func wait() {
    #expect(ArrivalClock.wait(interval: 60) == 600)
    #expect(ArrivalClock.wait(interval: 3600) == 3600)
  }
}
