internal import ArgumentParser
internal import Saba

/// A length of time on the command line: `90s`, `5m`, `1h`, `2d`, `1w`, or plain seconds.
struct DurationArgument: ExpressibleByArgument {
  let seconds: Int

  init?(argument: String) {
    guard let seconds = DurationText.seconds(argument) else { return nil }
    self.seconds = seconds
  }
}

/// A point in time on the command line: epoch seconds or ISO 8601 with a zone.
struct TimeArgument: ExpressibleByArgument {
  let seconds: Int

  init?(argument: String) {
    guard let seconds = Timestamp.seconds(argument) else { return nil }
    self.seconds = Int(seconds.rounded(.down))
  }
}

/// A stretch of time on the command line: two points with a slash between them.
struct IntervalArgument: ExpressibleByArgument {
  let range: Range<Int>

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard
      parts.count == 2, let from = TimeArgument(argument: String(parts[0])),
      let to = TimeArgument(argument: String(parts[1])), from.seconds < to.seconds
    else { return nil }
    range = from.seconds..<to.seconds
  }
}

/// A time zone on the command line.
enum ZoneArgument {
  /// The zone of an IANA name; an unknown one is wrong usage, with the cure.
  static func zone(_ name: String) throws -> LocalZone {
    do throws(FitError) {
      return try LocalZone(identifier: name)
    } catch {
      throw ValidationError(error.description)
    }
  }
}

/// A sensitivity with a name, or `none`.
enum SensitivityArgument: String, ExpressibleByArgument, CaseIterable {
  case insensitive
  case normal
  case sensitive
  case none

  var sensitivity: Sensitivity? { Sensitivity(rawValue: rawValue) }
}

/// A promised number of false alerts on the command line.
enum BudgetArgument {
  static let valueName = "n/time"
  static let form =
    "false alerts per host in a length of time, in s, m, h, d or w, such as 1/10d or 2/30d"

  /// The sensitivity that keeps to a budget; what cannot be read is wrong usage, with the cure.
  static func sensitivity(_ text: String) throws -> Sensitivity {
    guard let sensitivity = Sensitivity(rawValue: text) else {
      throw ValidationError("a budget is \(form)")
    }
    return sensitivity
  }
}

/// Seeds on the command line: one, or the first and the last with a dash between them.
struct SeedsArgument: ExpressibleByArgument {
  let seeds: ClosedRange<UInt64>

  init(_ seeds: ClosedRange<UInt64>) { self.seeds = seeds }

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
    guard ends.count <= 2, let first = ends.first, let first, let last = ends.last, let last,
      first <= last
    else { return nil }
    seeds = first...last
  }

  var defaultValueDescription: String { "\(seeds.lowerBound)-\(seeds.upperBound)" }
}
