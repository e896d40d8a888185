internal import Saba

/// A manifest, and a folder for each entity.
struct EntitiesLayout: DatasetLayout {
  static let name = "entities"
  static let appearance =
    "dataset.json and a folder for each entity with train.csv, test.csv and labels.csv"

  let entityNames: [String]
  private let path: String
  private let interval: Int
  private let vusBuffer: Int
  private let testContinuesTrain: Bool

  /// Without a manifest too much would have to be guessed.
  static func isLayout(of folder: DatasetFolder) -> Bool { false }

  /// Whether a folder looks like that of one entity.
  static func isEntity(_ folder: DatasetFolder) -> Bool {
    folder.file("train", ".csv") != nil || folder.file("test", ".csv") != nil
  }

  init(folder: DatasetFolder, manifest: DatasetManifest?) throws(InputError) {
    guard let manifest else {
      throw InputError(
        .noInput, at: .init(path: folder.path), "there is no dataset.json in it",
        cure: "give the folder of a data set, or describe it in a dataset.json")
    }
    func given(_ value: Int?, _ key: String) throws(InputError) -> Int {
      guard let value else {
        throw InputError(
          .badData, at: .init(path: folder.path(of: DatasetFolder.manifestName)),
          "\(key) is missing", cure: "the layout entities needs it")
      }
      return value
    }
    interval = try given(manifest.intervalSeconds, "intervalSeconds")
    vusBuffer = try given(manifest.vusBuffer, "vusBuffer")
    testContinuesTrain = manifest.testContinuesTrain ?? false
    path = folder.path
    var entityNames: [String] = []
    for name in folder.names {
      if let subfolder = try folder.subfolder(name), Self.isEntity(subfolder) {
        entityNames.append(name)
      }
    }
    guard !entityNames.isEmpty else {
      throw InputError(
        .noInput, at: .init(path: folder.path), "there is no entity in it",
        cure: "add a folder for each entity, with train.csv, test.csv and labels.csv")
    }
    self.entityNames = entityNames
  }

  func entity(at index: Int) throws(InputError) -> DatasetEntity {
    let name = entityNames[index]
    guard let folder = try DatasetFolder(path: "\(path)/\(name)") else {
      throw InputError(
        .noInput, at: .init(path: "\(path)/\(name)"), "there is no such folder",
        cure: "check the name")
    }
    let trainPath = try csv("train", in: folder)
    let train = try HistoryFile(path: trainPath, host: name, start: 0, interval: interval)
    let testPath = try csv("test", in: folder)
    let test = try HistoryFile(
      path: testPath, host: name, start: testContinuesTrain ? train.rowCount * interval : 0,
      interval: interval)
    guard train.hasClock == test.hasClock else {
      throw InputError(
        .badData, at: .init(path: testPath, line: 1),
        "\(test.hasClock ? "it has" : "it lacks") times and hosts, unlike \(trainPath)",
        cure: "begin both files with timestamp,host, or neither")
    }
    try checkAgreement(train.history, trainPath, test.history, testPath)

    let labelled = try RowRanges(path: csv("labels", in: folder), columns: ["start", "end"])
    var labels = [Bool](repeating: false, count: test.rowCount)
    var events: [ClosedRange<Int>] = []
    for line in labelled.lines {
      try line.check(rowCount: test.rowCount)
      let rows = line.start...line.end
      try checkOneHost(rows, at: line.place, test.hosts)
      events.append(rows)
      for row in rows { labels[row] = true }
    }
    return DatasetEntity(
      name: name, train: train.history, test: test.history, trainHosts: train.hosts,
      hosts: test.hosts, labels: labels,
      events: events.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) },
      interpretations: try interpretations(in: folder, test: test, labels: labels),
      vusBuffer: vusBuffer, testIncludesTrain: false, hasClock: test.hasClock)
  }

  private func csv(_ stem: String, in folder: DatasetFolder) throws(InputError) -> String {
    guard let path = folder.file(stem, ".csv") else {
      throw InputError(
        .noInput, at: .init(path: folder.path(of: "\(stem).csv")),
        "there is no such file, nor \(stem).csv.gz",
        cure: "add it: an entity has train.csv, test.csv and labels.csv")
    }
    return path
  }

  private func checkAgreement(
    _ train: RoleHistory, _ trainPath: String, _ test: RoleHistory, _ testPath: String
  ) throws(InputError) {
    func failure(_ problem: String, cure: String) -> InputError {
      InputError(.badData, at: .init(path: testPath, line: 1), problem, cure: cure)
    }
    let cure = "give both files the same metrics, in one order"
    if train.metrics.count != test.metrics.count {
      throw failure(
        "\(test.metrics.count) metrics where \(trainPath) has \(train.metrics.count)", cure: cure)
    }
    for (trained, tested) in zip(train.metrics, test.metrics) where trained != tested {
      throw failure("the metric \"\(tested)\" where \(trainPath) has \"\(trained)\"", cure: cure)
    }
    if let first = train.frames.first, let other = test.frames.first,
      (other.start - first.start) % interval != 0
    {
      throw failure(
        "its times are off the grid of \(interval) s of \(trainPath)",
        cure: "give every row the time at which its interval begins")
    }
  }

  private func checkOneHost(
    _ rows: ClosedRange<Int>, at place: InputError.Place, _ hosts: [DatasetHost]
  ) throws(InputError) {
    let isOfOne = hosts.contains {
      $0.fileRows.contains(rows.lowerBound) && $0.fileRows.contains(rows.upperBound)
    }
    guard isOfOne else {
      throw InputError(
        .badData, at: place,
        "rows \(rows.lowerBound) to \(rows.upperBound) belong to several hosts",
        cure: "give each host an event of its own")
    }
  }

  private func interpretations(
    in folder: DatasetFolder, test: HistoryFile, labels: [Bool]
  ) throws(InputError) -> [Interpretation] {
    guard let path = folder.file("interpretation", ".csv") else { return [] }
    let ranges = try RowRanges(path: path, columns: ["start", "end", "metrics"])
    var interpretations: [Interpretation] = []
    for line in ranges.lines {
      try line.check(rowCount: labels.count, slack: 1)
      let rows = Interpretation.rows(from: line.start, to: line.end, labels: labels)
      try checkOneHost(rows, at: line.place, test.hosts)
      var columns: Set<Int> = []
      for metric in (line.rest.first ?? "").split(separator: " ") {
        guard let column = test.history.metrics.firstIndex(of: String(metric)) else {
          var place = line.place
          place.column = 3
          throw InputError(
            .badData, at: place, "there is no metric \"\(metric)\"",
            cure: "name columns of the test file, separated by blanks")
        }
        columns.insert(column)
      }
      interpretations.append(Interpretation(rows: rows, metrics: columns))
    }
    return interpretations.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
  }
}
