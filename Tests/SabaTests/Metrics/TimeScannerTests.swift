internal import Testing

@testable internal import Saba

@Suite struct TimeScannerTests {
  private func seconds(_ text: String) throws(LineProblem) -> Double {
    try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(LineProblem) in
      try TimeScanner.seconds(in: bytes)
    }
  }

  /// Epochs by `date -u -d … +%s`.
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
      ("2026-01-31T10:20:30Z", 1_769_854_830),
      ("2026-01-31 10:20:30Z", 1_769_854_830), ("2026-01-31t10:20:30z", 1_769_854_830),
      ("2026-01-31T10:20Z", 1_769_854_800), ("2026-01-31 10:20:30 +0000", 1_769_854_830),
      ("2026-01-31T19:20:30+09:00", 1_769_854_830), ("2026-01-31T19:20:30+0900", 1_769_854_830),
      ("2026-01-31T19:20:30+09", 1_769_854_830), ("2026-01-31T06:50:30-03:30", 1_769_854_830),
      ("2026-01-31T10:20:30.25Z", 1_769_854_830.25), ("1969-12-31T23:59:59.75Z", -0.25),
      ("2000-02-29T12:00:00Z", 951_825_600), ("2024-02-29T00:00:00Z", 1_709_164_800),
      ("2024-03-01T00:00:00Z", 1_709_251_200), ("2100-03-01T00:00:00Z", 4_107_542_400),
      ("2038-01-19T03:14:08Z", 2_147_483_648), ("1900-03-01T00:00:00Z", -2_203_891_200),
      ("1600-02-29T00:00:00Z", -11_670_998_400), ("0001-01-01T00:00:00Z", -62_135_596_800),
      ("5138-11-16T09:46:39Z", 99_999_999_999), ("1769854830", 1_769_854_830),
      ("1769854830.5", 1_769_854_830.5), ("-86400", -86_400), ("1.5e9", 1_500_000_000),
    ] as [(String, Double)])
  func readsKnownEpochs(text: String, expected: Double) throws {
    #expect(try seconds(text) == expected)
  }

  @Test func countsEveryDayOfFourCenturies() throws {
    // The oracle counts days one by one.
    func padded(_ number: Int, _ width: Int) -> String {
      String(String(number + 10_000_000).suffix(width))
    }
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var day = try Int(seconds("1799-12-31T00:00:00Z")) / 86_400
    for year in 1800..<2200 {
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      for month in 1...12 {
        for dayOfMonth in 1...lengths[month - 1] + (isLeap && month == 2 ? 1 : 0) {
          day += 1
          let text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T00:00:00Z"
          guard try seconds(text) == Double(day * 86_400), TimeScanner.text(day * 86_400) == text
          else {
            Issue.record("\(text) is not day \(day)")
            return
          }
        }
      }
    }
    #expect(TimeScanner.text(-1) == "1969-12-31T23:59:59Z")
  }

  @Test(arguments: [
    "2026-01-31", "2026-01-31T10", "31.01.2026", "noon", "2026-1-31T10:20:30Z",
    "2026-01-31T10:20:3Z",
    "2026-01-31T10:20:30X", "2026-01-31T10:20:30+9", "2026-01-31T10:20:30+09:60", "nan", "10:20:30",
    "2026-01-31T10:20:30ZZ", "2026-01-31T10:20:30.Z", "2026-01-31T10:20:30+24:00", "1e", "0x10",
  ])
  func refusesWhatIsNoTime(text: String) {
    #expect(throws: LineProblem.self) { try seconds(text) }
    do throws(LineProblem) { _ = try seconds(text) } catch {
      #expect(error.problem == "\"\(text)\" is not a time")
    }
  }

  @Test(arguments: [
    "2025-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T10:60:00Z",
    "2026-01-31T10:20:60Z", "0000-01-01T00:00:00Z",
  ])
  func refusesTimesThatTheCalendarDoesNotHave(text: String) {
    do throws(LineProblem) {
      _ = try seconds(text)
      Issue.record("\(text) is taken")
    } catch {
      #expect(error.problem == "\"\(text)\" is not a time of the calendar")
    }
  }

  /// The first instants that are no times, and the last before the first, as text and as number.
  @Test(
    arguments: [
      ("5138-11-16T09:46:40Z", 100_000_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("5138-11-16T09:46:39-00:01", 100_000_000_059),
      ("0001-01-01T00:00:00+00:01", -62_135_596_860),
    ] as [(String, Double)])
  func refusesTheSameInstantsEitherWay(text: String, number: Double) {
    #expect(throws: LineProblem.self) { try seconds(text) }
    #expect(throws: LineProblem.self) { try seconds("\(number)") }
    do throws(LineProblem) { _ = try seconds(text) } catch {
      #expect(error.problem == "the time \"\(text)\" is out of range")
      #expect(error.cure == "give a time of the years 1 to 5138")
    }
  }

  @Test func namesTheCure() {
    func problem(_ text: String) -> LineProblem? {
      do throws(LineProblem) {
        _ = try seconds(text)
        return nil
      } catch { return error }
    }
    let zoneless = problem("2026-01-31T10:20:30")
    #expect(zoneless?.problem == "the time \"2026-01-31T10:20:30\" has no zone")
    #expect(zoneless?.cure == "add Z or an offset such as +09:00")
    #expect(problem("2026-01-31 10:20")?.cure == zoneless?.cure)
    let milliseconds = problem("1769854830000")
    #expect(milliseconds?.problem.contains("1769854830000") == true)
    #expect(milliseconds?.cure == "milliseconds? divide by 1000")
    #expect(problem("1e11")?.cure == milliseconds?.cure)
    #expect(problem("99999999999") == nil)
    #expect(problem("1.7e15")?.cure == "microseconds? divide by 1000000")
    #expect(problem("1.7e18")?.cure == "nanoseconds? divide by 1000000000")
    for text in ["-1769854830000", "-1e300", "1e300"] {
      #expect(problem(text)?.cure == "give a time of the years 1 to 5138")
    }
    #expect(problem("")?.problem == "the time is missing")
  }
}
