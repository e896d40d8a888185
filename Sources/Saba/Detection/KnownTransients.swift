internal import SabaNumerics

/// Short movements that hosts of a role are known to make, at any time: a restart, a reload, a failover.
///
/// A service that restarts answers slowly and holds less memory for two samples, and is itself again.
/// By what looks back over an hour that would be held against it long after. A movement that came back to
/// where it began within ten minutes, and did so three times in a history, is the role's: while a host
/// makes it, its metrics count as if they had stayed where they were, as far as they went in the history
/// and for no longer than it took then. A host that makes another within the hour is not excused: a
/// service that restarts again and again is no usual thing.
///
/// Thresholds and probabilities are learnt with nothing excused: where a movement is taken for known by
/// chance, alerts become fewer than promised, never more.
struct KnownTransients: Sendable, Hashable {
  /// One movement.
  struct Transient: Sendable, Hashable {
    /// By how much each metric moves, `[d]`, standardised; 0 for one that does not.
    var movement: [Double]
    /// The most samples that it took.
    var length: Int
    /// On how many occasions it came; what several hosts do at once is one.
    var occurrenceCount: Int
  }

  /// By how much each metric usually moves from the mean of the samples before, `[d]`, standardised; empty
  /// where no movement is known.
  let scales: [Double]
  /// Those that came most often first.
  let transients: [Transient]
  /// The directions of the movements' excess, `[transients × d]`: unit vectors.
  private let directions: Matrix

  /// From the mean of how many samples before it a movement is measured.
  static let levelLength = 3
  /// What a metric moves no further than, in units of its scale, is no movement.
  static let usualDeviation = 3.0
  /// The smallest excess of a movement over that, in units of the metrics' scales.
  static let smallestExcess = 4.0
  /// The smallest cosine between the excesses of movements that are the same.
  static let resemblance = 0.8

  init(scales: [Double], transients: [Transient]) {
    self.scales = transients.isEmpty ? [] : scales
    self.transients = transients
    var directions = Matrix(rowCount: transients.count, columnCount: self.scales.count)
    for (row, transient) in transients.enumerated() {
      let excess = zip(transient.movement, scales).map { Self.excess($0, scale: $1) }
      let size = Self.size(excess)
      for j in scales.indices where size > 0 { directions[row, j] = excess[j] / size }
    }
    self.directions = directions
  }

  /// No movements.
  static let none = KnownTransients(scales: [], transients: [])

  /// By how much a movement goes beyond what is usual, in units of the metric's scale; 0 where it does
  /// not, or is missing.
  static func excess(_ movement: Double, scale: Double) -> Double {
    let beyond = abs(movement) / scale - usualDeviation
    return beyond > 0 ? (movement < 0 ? -beyond : beyond) : 0
  }

  /// The length of a vector.
  static func size(_ vector: [Double]) -> Double { product(vector, vector).squareRoot() }

  /// The scalar product of two vectors of the same length.
  static func product(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The movement that one resembles most; nil where it resembles none.
  ///
  /// - Parameter excess: By how much it goes beyond what is usual, `[d]`, in units of the scales.
  /// - Returns: The number of the movement.
  /// - Complexity: O(d) a known movement.
  func transient(like excess: [Double]) -> Int? {
    let size = Self.size(excess)
    guard size >= Self.smallestExcess else { return nil }
    var found: Int?
    var largest = Self.resemblance * size
    for index in transients.indices {
      let product = Self.product(directions.row(index), excess)
      if product >= largest { (found, largest) = (index, product) }
    }
    return found
  }
}
