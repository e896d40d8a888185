internal import Saba

/// Reads the folder of one entity.
struct EntityReader {
  let path: String
  let name: String
  let manifest: DatasetManifest

  func read() throws(InputError) -> DatasetEntity {
    guard let folder = try DatasetFolder(path: path) else {
      throw InputError(
        .noInput, at: .init(path: path), "there is no such folder", cure: "check the name")
    }
    let interval = manifest.intervalSeconds
    let trainPath = try csv("train", in: folder)
    let train = try HistoryFile(path: trainPath, host: name, start: 0, interval: interval)
    let continues = manifest.testContinuesTrain ?? false
    let testPath = try csv("test", in: folder)
    let test = try HistoryFile(
      path: testPath, host: name, start: continues ? train.rowCount * interval : 0,
      interval: interval)
    try checkAgreement(train.history, trainPath, test.history, testPath)

    let labelled = try RowRanges(
      path: csv("labels", in: folder), columns: ["start", "end"], rowCount: test.rowCount)
    var labels = [Bool](repeating: false, count: test.rowCount)
    var events: [ClosedRange<Int>] = []
    for line in labelled.lines {
      try checkOneHost(line, end: line.end, test.hosts)
      events.append(line.start...line.end)
      for row in line.start...line.end { labels[row] = true }
    }
    return DatasetEntity(
      name: name, train: train.history, test: test.history, hosts: test.hosts, labels: labels,
      events: events.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) },
      interpretations: try interpretations(in: folder, test: test, labels: labels),
      vusBuffer: manifest.vusBuffer, testIncludesTrain: false, hasClock: test.hasClock)
  }

  private func csv(_ stem: String, in folder: DatasetFolder) throws(InputError) -> String {
    guard let path = folder.csv(stem) else {
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
      (other.start - first.start) % manifest.intervalSeconds != 0
    {
      throw failure(
        "its times are off the grid of \(manifest.intervalSeconds) s of \(trainPath)",
        cure: "give every row the time at which its interval begins")
    }
  }

  private func checkOneHost(
    _ line: RowRanges.Line, end: Int, _ hosts: [DatasetHost]
  ) throws(InputError) {
    guard hosts.contains(where: { $0.fileRows.contains(line.start) && $0.fileRows.contains(end) })
    else {
      throw InputError(
        .badData, at: line.place, "rows \(line.start) to \(end) belong to several hosts",
        cure: "give each host an event of its own")
    }
  }

  private func interpretations(
    in folder: DatasetFolder, test: HistoryFile, labels: [Bool]
  ) throws(InputError) -> [Interpretation] {
    guard let path = folder.csv("interpretation") else { return [] }
    let ranges = try RowRanges(
      path: path, columns: ["start", "end", "metrics"], rowCount: labels.count, slack: 1)
    var interpretations: [Interpretation] = []
    for line in ranges.lines {
      // Some publishers give the row after the last one; it is then the first without a label.
      let isPastEnd =
        line.end == labels.count
        || line.end > line.start && labels[line.end - 1] && !labels[line.end]
      let end = isPastEnd ? line.end - 1 : line.end
      try checkOneHost(line, end: end, test.hosts)
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
      interpretations.append(
        Interpretation(rows: line.start...end, metrics: columns.sorted()))
    }
    return interpretations.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
  }
}
