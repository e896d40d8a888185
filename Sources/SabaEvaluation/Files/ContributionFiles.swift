public import Saba

/// A folder that takes the blame of every metric in every row, one file an entity.
///
/// `<entity>.csv` has the metrics' names as its header, then a line for each row of the entity's test
/// file: the part of the score that each metric brings, in single
/// precision, `nan` where the row was not judged. The first
/// detector's files are in the folder itself, those of others in a folder of their name within it;
/// detectors that blame no metric have none.
public struct ContributionFiles: EvaluationObserver {
  /// The folder; made when the first file is written.
  public let directory: String
  /// true.
  public let needsExplanations = true

  /// Names the folder.
  public init(directory: String) {
    self.directory = directory
  }

  /// Writes one entity's blame.
  ///
  /// - Throws: ``InputError`` of kind `inputOutput`; a file that was there is then as it was.
  public func observe(_ entity: DatasetEntity, _ runs: [NamedRun]) throws(InputError) {
    let header = entity.test.metrics.map(CSVNumber.quoted).joined(separator: ",")
    for (position, named) in runs.enumerated() {
      guard let blame = named.run.explanation?.blame else { continue }
      var text = header + "\n"
      for row in 0..<blame.rowCount {
        for column in 0..<blame.columnCount {
          if column > 0 { text += "," }
          text += CSVNumber.shortText(blame[row, column])
        }
        text += "\n"
      }
      let folder = position == 0 ? directory : "\(directory)/\(named.name)"
      try Folder.write(text, to: "\(folder)/\(entity.name).csv")
    }
  }
}
