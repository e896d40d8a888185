internal import SabaNumerics

/// What hosts do at the same time of many days: states that hold next to none of the time, but come again.
///
/// A rotation of logs at night, a report at six: likelihood has no component for them, so that each would
/// be as unusual the hundredth time as the first, and teach thresholds that such scores happen. Among the
/// rows that lie furthest from all states, those of a host that resemble each other and came around the
/// same time of day, on a quarter of the days, make a state of their own, with the covariance that all
/// states share. What comes at any time makes none, however often: how often it comes, and how far it
/// goes, is for the calibration to say.
///
/// They are found anew without each part of a history: what came in that part alone is news to the others.
struct RecurringStates: Sendable {
  /// A row that is far from all states.
  struct UnusualRow: Sendable {
    /// The number of its host.
    var host: Int
    /// In seconds since the epoch.
    var time: Int
    /// The part of the history that it lies in.
    var part: Int
    /// Its squared distance from the nearest state, in units of the shared covariance.
    var energy: Double
    /// Its level features.
    var features: [Double]
  }

  /// A state that came again.
  struct State: Sendable {
    /// The mean of its level features, `[f]`.
    var mean: [Double]
    /// How many rows it is of.
    var rowCount: Int
  }

  /// The share of rows that are not looked at: they are near enough to a state.
  static let usualShare = 0.97
  /// The most rows that are looked at, those furthest away.
  static let largestRowCount = 1500
  /// The most states.
  private static let largestCount = 16
  /// On how many days a state came at least, and on what share of them.
  private static let smallestDayCount = 3
  private static let smallestDayShare = 0.25
  /// How far from the same time of day a state may come, in seconds.
  private static let largestShift = 3600
  /// Rows resemble each other if the squared distance between them is less than this share of that of
  /// both from the nearest state.
  private static let resemblance = 0.8

  /// In order of hosts, and of time for each.
  private let rows: [UnusualRow]
  private let groups: ResemblingGroups
  /// On how many days a state has to come.
  private let leastDayCount: Int

  /// No states.
  static let none = RecurringStates()

  private init() {
    rows = []
    groups = ResemblingGroups(times: [], neighbours: [], occasionLength: 0)
    leastDayCount = Self.smallestDayCount
  }

  /// Sees which rows resemble each other.
  ///
  /// - Parameters:
  ///   - rows: What is far from all states, in any order.
  ///   - covariance: Shared by all states, `[f × f]`.
  ///   - dayCount: The length of the history, in days.
  ///   - threadCount: How many threads share the work.
  /// - Complexity: O(n²·f) for n rows.
  init(among rows: [UnusualRow], covariance: Matrix, dayCount: Int, threadCount: Int) {
    guard !rows.isEmpty, let factor = try? Cholesky(covariance) else {
      self = .none
      return
    }
    self.rows = rows.sorted { ($0.host, $0.time) < ($1.host, $1.time) }
    groups = ResemblingGroups(
      times: self.rows.map(\.time),
      neighbours: Self.neighbours(of: self.rows, factor, threadCount: threadCount),
      occasionLength: 86_400 / 2)
    leastDayCount = max(
      Self.smallestDayCount, Int(Self.smallestDayShare * Double(dayCount)))
  }

  private static func neighbours(
    of rows: [UnusualRow], _ factor: Cholesky, threadCount: Int
  ) -> [[Int]] {
    let f = factor.order
    var columns = Matrix(rowCount: f, columnCount: rows.count)
    for (index, row) in rows.enumerated() {
      for j in 0..<f { columns[j, index] = row.features[j] }
    }
    let white = factor.whiten(columns).transposed.elements
    return Parallel.map(rows.count, threadCount: threadCount) { row in
      let white = white.span
      return rows.indices.filter { other in
        guard rows[other].host == rows[row].host, areAtOneTime(rows[other], rows[row]) else {
          return false
        }
        let bound = resemblance * min(rows[row].energy, rows[other].energy)
        var distance = 0.0
        var j = 0
        while j < f, distance < bound {
          let apart = white[row * f + j] - white[other * f + j]
          distance += apart * apart
          j += 1
        }
        return distance < bound
      }
    }
  }

  /// Whether rows lie around the same time of day.
  private static func areAtOneTime(_ row: UnusualRow, _ other: UnusualRow) -> Bool {
    let apart = abs(row.time - other.time) % 86_400
    return min(apart, 86_400 - apart) <= largestShift
  }

  /// The states, those that came on most days first.
  ///
  /// - Parameter held: A part of the history that is left out; nil for none.
  /// - Returns: At most ``largestCount``, no row in two of them.
  /// - Complexity: O(n²) for n rows, a few times that of counting once.
  func states(without held: Int? = nil) -> [State] {
    groups.groups(ofAtLeast: leastDayCount, atMost: Self.largestCount) { rows[$0].part != held }
      .map { group in
        var mean = [Double](repeating: 0, count: rows[group.leader].features.count)
        for row in group.members {
          for j in mean.indices {
            mean[j] += rows[row].features[j] / Double(group.members.count)
          }
        }
        return State(mean: mean, rowCount: group.members.count)
      }
  }
}
