public import Saba

/// A folder that takes the score of every row, one file an entity, for other programs to judge.
///
/// `<entity>.csv` has the header `score`, then a line for each row of the entity's test file, in
/// the shortest form that reads back to the same number; `nan` where there is no score.
public struct ScoreFiles: Sendable {
  /// The folder; made when the first file is written.
  public let directory: String

  /// Names the folder.
  public init(directory: String) {
    self.directory = directory
  }

  /// Writes one entity's scores.
  ///
  /// - Parameters:
  ///   - scores: One a row of the test file.
  ///   - entity: The entity's name.
  ///   - detector: A folder within the folder, for detectors beside the main one.
  /// - Throws: ``InputError`` of kind `inputOutput`; a file that was there is then as it was.
  public func write(
    _ scores: [Double], entity: String, detector: String? = nil
  ) throws(InputError) {
    let folder = Folder(path: detector.map { "\(directory)/\($0)" } ?? directory)
    try folder.create()
    let lines = scores.map { $0.isNaN ? "nan" : "\($0)" }
    try AtomicFile.write(
      "score\n" + lines.map { $0 + "\n" }.joined(), to: folder.path(of: "\(entity).csv"))
  }
}
