internal import Saba

/// Anybody else's detector, by the scores that it left in files.
///
/// The folder holds `<entity>.csv` with a column `score`, a line for each row of the entity's test
/// file, higher is worse, `nan` or empty where there is none. Further columns are optional: `pValue`,
/// the probability of such a score while all is normal, and `alarm`, the sparse output that NAB
/// judges. `train/<entity>.csv`, optional too, holds the scores of the training part, likewise a line
/// for each row of its file; from them thresholds are found as for every other detector, and without
/// them, or with too few, there are no alerts.
/// `contributions/<entity>.csv`, optional, holds the blame of every metric, the metrics' names in its
/// header, as ``ContributionFiles`` writes it. Other columns are passed over; files may be gzip.
public struct ScoredDetector: EvaluatedDetector {
  /// The name in results.
  public let name: String
  /// The folder.
  public let directory: String

  /// Names the folder.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - name: The name in results; the folder's own if nil.
  public init(directory: String, name: String? = nil) {
    let folder = Folder(path: directory)
    self.directory = folder.path
    self.name = name ?? folder.path.split(separator: "/").last.map(String.init) ?? folder.path
  }

  /// Reads an entity's scores.
  ///
  /// - Throws: ``InputError`` where there is no file for the entity, or the wrong number of rows in it.
  public func run(on entity: DatasetEntity, explaining: Bool) throws -> DetectorRun {
    let clock = ContinuousClock()
    let start = clock.now
    guard let path = file("\(entity.name)") else {
      guard try Folder(path: directory).entries() != nil else {
        throw InputError(
          .noInput, at: .init(path: directory), "there is no such folder",
          cure: "name the folder of the scores")
      }
      throw InputError(
        .noInput, at: .init(path: "\(directory)/\(entity.name).csv"),
        "there is no such file, nor one with .gz",
        cure: "write the scores of every entity, or choose entities with --only")
    }
    let table = try ScoreTable(path: path, rowCount: entity.labels.count, of: "the test file")
    guard let scores = table.column("score") else { throw table.withoutScore }
    var run = DetectorRun(scores: scores, fitSeconds: 0, scoreSeconds: 0)
    run.pValues = try table.probabilities("pValue")
    run.alarms = table.column("alarm")
    if let alarm = try alarm(for: entity) {
      let thresholds = alarm.thresholds
      run.thresholds = thresholds
      run.alerts = ScoreAlarm.alerts(in: entity.frameOrder(of: scores), above: thresholds)
      run.pValues = run.pValues ?? scores.map(alarm.pValue(of:))
    }
    if explaining { run.explanation = try explanation(of: entity) }
    run.scoreSeconds = (clock.now - start) / .seconds(1)
    return run
  }

  private func file(_ stem: String) -> String? {
    ["\(stem).csv", "\(stem).csv.gz"].map { "\(directory)/\($0)" }.first(where: Folder.isFile)
  }

  private func alarm(for entity: DatasetEntity) throws -> ScoreAlarm? {
    guard let path = file("train/\(entity.name)") else {
      guard try Folder(path: "\(directory)/train").entries() == nil else {
        throw InputError(
          .noInput, at: .init(path: "\(directory)/train/\(entity.name).csv"),
          "there is no such file, nor one with .gz, though there is a folder for it",
          cure: "write the training part's scores of every entity, or of none")
      }
      return nil
    }
    let rowCount = entity.trainHosts.reduce(0) { $0 + $1.fileRows.count }
    let table = try ScoreTable(path: path, rowCount: rowCount, of: "the training part")
    guard let scores = table.column("score") else { throw table.withoutScore }
    // Too short a training part gives no thresholds, but the scores stand.
    return try? ScoreAlarm(
      scores: entity.trainFrameOrder(of: scores), interval: entity.train.interval)
  }

  private func explanation(of entity: DatasetEntity) throws(InputError) -> Explanation? {
    guard let path = file("contributions/\(entity.name)") else { return nil }
    let table = try ScoreTable(path: path, rowCount: entity.labels.count, of: "the test file")
    var blame = Matrix(
      rowCount: entity.labels.count, columnCount: entity.test.metrics.count, repeating: 0)
    for (column, metric) in entity.test.metrics.enumerated() {
      guard let values = table.column(metric) else {
        throw InputError(
          .badData, at: .init(path: path, line: 1), "the metric \"\(metric)\" has no column",
          cure: "give every metric of the test file a column of its name")
      }
      for (row, value) in values.enumerated() { blame[row, column] = value }
    }
    return Explanation(blame: blame)
  }
}

/// A table with a line for each row of another.
private struct ScoreTable {
  private let path: String
  private let table: NumericTable

  init(path: String, rowCount: Int, of other: String) throws(InputError) {
    self.path = path
    table = try NumericTable.read(path: path)
    guard table.values.rowCount == rowCount else {
      throw InputError(
        .badData, at: .init(path: path),
        "there are \(table.values.rowCount) rows where \(other) has \(rowCount)",
        cure: "write a line for each of its rows, in its order")
    }
  }

  func column(_ name: String) -> [Double]? {
    table.header.firstIndex(of: name).map { table.values.column($0) }
  }

  func probabilities(_ name: String) throws(InputError) -> [Double]? {
    guard let values = column(name) else { return nil }
    // Line 1 is the header.
    if let row = values.firstIndex(where: { !$0.isNaN && !(0...1).contains($0) }) {
      throw InputError(
        .badData, at: .init(path: path, line: row + 2), "the \(name) is \(values[row])",
        cure: "give a probability, 0 to 1, or nothing")
    }
    return values
  }

  var withoutScore: InputError {
    InputError(
      .badData, at: .init(path: path, line: 1), "there is no column \"score\"",
      cure: "name the column of scores so; higher must be worse")
  }
}
