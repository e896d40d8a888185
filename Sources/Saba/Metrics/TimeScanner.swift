/// Reads points in time: epoch seconds, or ISO 8601 with a zone.
///
/// Either way from the year 1, the first of the calendar, up to the year 5138.
enum TimeScanner {
  /// The first number of epoch seconds that is taken for milliseconds: in the year 5138.
  private static let limit = 1e11
  /// The beginning of the year 1.
  private static let earliest = -62_135_596_800.0

  /// A number of epoch seconds, if it can be one.
  @inline(__always)
  static func checked(_ seconds: Double) throws(LineProblem) -> Double {
    guard isInRange(seconds) else { throw outOfRange(seconds) }
    return seconds
  }

  @inline(__always)
  private static func isInRange(_ seconds: Double) -> Bool {
    seconds >= earliest && seconds < limit
  }

  private static func outOfRange(_ seconds: Double) -> LineProblem {
    let cure =
      switch seconds {
      case limit..<1e14: "milliseconds? divide by 1000"
      case 1e14..<1e17: "microseconds? divide by 1000000"
      case 1e17..<1e20: "nanoseconds? divide by 1000000000"
      default: rangeCure
      }
    return LineProblem("the time \(seconds) is out of range for epoch seconds", cure: cure)
  }

  private static let rangeCure = "give a time of the years 1 to 5138"

  /// A whole text as seconds since the epoch, UTC.
  ///
  /// Either a decimal number, or `2026-01-31T10:20:30Z`: a space may stand for the `T`, the seconds
  /// may have a fraction, and the zone is `Z`, `+09:00`, `+0900` or `+09`.
  static func seconds(in text: Bytes) throws(LineProblem) -> Double {
    guard var p = text.baseAddress, !text.isEmpty else {
      throw LineProblem("the time is missing", cure: cure)
    }
    let end = p + text.count
    if let number = DecimalScanner.scan(&p, end), p == end { return try checked(number) }
    var fields = Fields(text)
    guard let year = fields.digits(4), fields.skip("-"), let month = fields.digits(2),
      fields.skip("-"), let day = fields.digits(2),
      fields.skip("T") || fields.skip("t")
        || fields.skip(" "), let hour = fields.digits(2), fields.skip(":"),
      let minute = fields.digits(2)
    else { throw notTime(text) }
    var second = 0
    var fraction = 0.0
    if fields.skip(":") {
      guard let number = fields.digits(2) else { throw notTime(text) }
      second = number
      fraction = fields.fraction()
    }
    _ = fields.skip(" ")
    guard !fields.isAtEnd else {
      throw LineProblem(
        "the time \(LineProblem.excerpt(text)) has no zone",
        cure: "add Z or an offset such as +09:00")
    }
    guard let offset = fields.zone(), fields.isAtEnd else { throw notTime(text) }
    guard year >= 1, let date = CivilDate(year: year, month: month, day: day), hour <= 23,
      minute <= 59, second <= 59
    else {
      throw LineProblem(
        "\(LineProblem.excerpt(text)) is not a time of the calendar", cure: "correct it")
    }
    let seconds =
      Double(
        date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset) + fraction
    guard isInRange(seconds) else {
      throw LineProblem(
        "the time \(LineProblem.excerpt(text)) is out of range", cure: rangeCure)
    }
    return seconds
  }

  private static func notTime(_ text: Bytes) -> LineProblem {
    LineProblem("\(LineProblem.excerpt(text)) is not a time", cure: cure)
  }

  private static let cure =
    "write epoch seconds, or ISO 8601 with a zone such as 2026-01-31T10:20:30Z"

  /// A time in ISO 8601, UTC.
  static func text(_ seconds: Int) -> String {
    let secondOfDay = (seconds % 86_400 + 86_400) % 86_400
    let date = CivilDate(dayNumber: (seconds - secondOfDay) / 86_400)
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date)T\(padded(secondOfDay / 3600)):"
      + "\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))Z"
  }

  /// The fixed fields of an ISO 8601 text, from left to right.
  private struct Fields {
    private let text: Bytes
    private var index = 0

    init(_ text: Bytes) {
      self.text = text
    }

    var isAtEnd: Bool { index == text.count }

    /// A number of exactly so many digits.
    mutating func digits(_ count: Int) -> Int? {
      guard index + count <= text.count else { return nil }
      var value = 0
      for byte in text[index..<index + count] {
        let digit = byte &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        value = value * 10 + Int(digit)
      }
      index += count
      return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    /// A point and the digits behind it; 0 if there are none.
    mutating func fraction() -> Double {
      var stop = index + 1
      while stop < text.count, text[stop] &- UInt8(ascii: "0") <= 9 { stop += 1 }
      guard index < text.count, text[index] == UInt8(ascii: "."), stop > index + 1,
        let base = text.baseAddress
      else { return 0 }
      var p = base + index
      index = stop
      return DecimalScanner.scan(&p, base + stop) ?? 0
    }

    /// Seconds east of UTC.
    mutating func zone() -> Int? {
      if skip("Z") || skip("z") { return 0 }
      let isWest = skip("-")
      guard isWest || skip("+"), let hour = digits(2) else { return nil }
      let minute = skip(":") ? digits(2) : (isAtEnd ? 0 : digits(2))
      guard let minute, hour <= 23, minute <= 59 else { return nil }
      return (isWest ? -1 : 1) * (hour * 3600 + minute * 60)
    }
  }
}
