internal import SabaNumerics

/// Features of rows spread over a history, for work that goes over them again and again.
struct FeatureSample: Sendable {
  /// `[n × levels]`.
  let level: Matrix
  /// `[n × dynamics]`.
  let dynamics: Matrix
  /// The part of the history that each row lies in, `[n]`.
  let parts: [Int]

  /// The most rows.
  static let largestCount = 4000

  /// The rows of a part.
  func rows(ofPart part: Int) -> [Int] { parts.indices.filter { parts[$0] == part } }
}
