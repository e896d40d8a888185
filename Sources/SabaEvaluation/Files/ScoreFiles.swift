public import Saba

/// A folder that takes the score of every row, one file an entity, for other programs to judge.
///
/// `<entity>.csv` has the header `score`, then a line for each row of the entity's test file, in
/// the shortest form that reads back to the same number; `nan` where there is no score. The first
/// detector's files are in the folder itself, those of others in a folder of their name within it.
/// ``ScoredDetector`` reads them.
public struct ScoreFiles: EvaluationObserver {
  /// The folder; made when the first file is written.
  public let directory: String
  /// false: scores need no explanations.
  public let needsExplanations = false

  /// Names the folder.
  public init(directory: String) {
    self.directory = directory
  }

  /// Writes one entity's scores.
  ///
  /// - Throws: ``InputError`` of kind `inputOutput`; a file that was there is then as it was.
  public func observe(_ entity: DatasetEntity, _ runs: [NamedRun]) throws(InputError) {
    for (position, named) in runs.enumerated() {
      let folder = position == 0 ? directory : "\(directory)/\(named.name)"
      try Folder.write(
        "score\n" + named.run.scores.map { CSVNumber.text($0) + "\n" }.joined(),
        to: "\(folder)/\(entity.name).csv")
    }
  }
}
