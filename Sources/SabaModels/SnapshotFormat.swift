/// The formats in which models are stored, and what is said of a file that cannot be read.
enum SnapshotFormat {
  /// The format of mixtures and their statistics.
  static let mixture = 1
  /// The format of seasonal models.
  static let seasonal = 1

  static func check(_ version: Int, reads current: Int, _ path: [any CodingKey]) throws {
    guard version == current else {
      throw corrupted(path, "format \(version) of a model; this release reads \(current)")
    }
  }

  static func corrupted(_ path: [any CodingKey], _ problem: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: problem))
  }
}
