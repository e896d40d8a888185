internal import Saba
internal import SabaEvaluation

/// How many rows or values of a stream were lost or doubled in one way, and of which hosts.
struct LossCount {
  /// What is counted: `row` or `value`.
  let noun: String
  private(set) var count = 0
  /// How many of each host, by number.
  private var hosts: [Int: Int] = [:]

  /// As many hosts are named with their counts.
  private static let namedHosts = 5

  init(noun: String) { self.noun = noun }

  /// Counts some more.
  ///
  /// - Parameters:
  ///   - more: How many.
  ///   - host: The number of their host.
  /// - Returns: Whether to tell of it: the 1st, 10th, 100th … is among them.
  mutating func add(_ more: Int = 1, of host: Int) -> Bool {
    let before = count
    count += more
    hosts[host, default: 0] += more
    return Self.powerOfTen(count) > Self.powerOfTen(before)
  }

  /// The count in words, `12 rows`.
  var words: String { Words.count(count, noun) }

  /// Which hosts they were of.
  ///
  /// - Parameter names: Those of the hosts, by number.
  /// - Returns: The hosts with the most, each with its number of them, and how many others there are.
  func hostWords(_ names: [String]) -> String {
    let sorted = hosts.sorted { ($1.value, names[$0.key]) < ($0.value, names[$1.key]) }
    var parts = sorted.prefix(Self.namedHosts).map { "\(names[$0.key]) \($0.value)" }
    if sorted.count > parts.count {
      parts.append(Words.count(sorted.count - parts.count, "other host"))
    }
    return Text.printable(parts.joined(separator: ", "))
  }

  /// The highest power of ten that is not above a count; 0 for 0.
  static func powerOfTen(_ count: Int) -> Int {
    var power = count > 0 ? 1 : 0
    while power > 0, power <= count / 10 { power *= 10 }
    return power
  }
}
