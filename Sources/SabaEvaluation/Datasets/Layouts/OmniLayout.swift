internal import Saba

/// OmniAnomaly's Server Machine Dataset: a folder each for train, test and labels, a file a machine.
struct OmniLayout: DatasetLayout {
  static let name = "omni"
  static let appearance = "folders train, test and test_label with <machine>.txt"

  private static let folders = ["train", "test", "test_label"]
  /// A row is a minute.
  private static let interval = 60
  /// L that the literature takes for this set.
  private static let vusBuffer = 100

  var entityNames: [String] { machines.map(\.name) }
  private let machines: [Machine]

  /// The paths of its files.
  private struct Machine {
    let name: String
    let train: String
    let test: String
    let labels: String
    let interpretation: String?
  }

  static func isLayout(of folder: DatasetFolder) throws(InputError) -> Bool {
    try root(in: folder) != nil
  }

  /// The folder itself or one in it, whichever has the three folders.
  private static func root(in folder: DatasetFolder) throws(InputError) -> DatasetFolder? {
    func isRoot(_ folder: DatasetFolder) -> Bool { folders.allSatisfy(folder.names.contains) }
    if isRoot(folder) { return folder }
    for name in folder.names {
      if let subfolder = try folder.subfolder(name), isRoot(subfolder) { return subfolder }
    }
    return nil
  }

  init(folder: DatasetFolder, manifest: DatasetManifest?) throws(InputError) {
    guard let root = try Self.root(in: folder) else {
      throw InputError(
        .noInput, at: .init(path: folder.path), "there are no folders train, test and test_label",
        cure: "give ServerMachineDataset, or the folder above it")
    }
    let parts = try Self.folders.map { (name) throws(InputError) in try root.subfolder(name) }
    let interpretations = try root.subfolder("interpretation_label")
    let names = Set(parts.flatMap { $0?.files(".txt").map(\.name) ?? [] })
    guard !names.isEmpty else {
      throw InputError(
        .noInput, at: .init(path: root.path), "there is no machine in its folders",
        cure: "add <machine>.txt to train, test and test_label")
    }
    machines = try names.sorted().map { (name) throws(InputError) in
      let paths = try zip(Self.folders, parts).map { (folder, part) throws(InputError) in
        guard let path = part?.file(name, ".txt") else {
          throw InputError(
            .noInput, at: .init(path: root.path(of: "\(folder)/\(name).txt")),
            "there is no such file, nor \(name).txt.gz",
            cure: "add it: a machine has a file in train, test and test_label")
        }
        return path
      }
      return Machine(
        name: name, train: paths[0], test: paths[1], labels: paths[2],
        interpretation: interpretations?.file(name, ".txt"))
    }
  }

  func entity(at index: Int) throws(InputError) -> DatasetEntity {
    let machine = machines[index]
    let train = try PlainLines(path: machine.train).numbers()
    let testLines = try PlainLines(path: machine.test)
    let test = try testLines.numbers()
    guard train.columnCount == test.columnCount else {
      throw testLines.refusal(
        line: 0, "\(test.columnCount) metrics where \(machine.train) has \(train.columnCount)",
        cure: "give both files the same metrics, in one order")
    }
    let metrics = (1...test.columnCount).map { "m\($0)" }
    func history(_ values: Matrix, start: Int) -> RoleHistory {
      let frame = MetricFrame(
        host: machine.name, metrics: metrics, start: start, interval: Self.interval, values: values)
      return RoleHistory(metrics: metrics, interval: Self.interval, frames: [frame])
    }
    func hosts(_ values: Matrix) -> [DatasetHost] {
      let rows = 0..<values.rowCount
      return [DatasetHost(name: machine.name, fileRows: rows, frameRows: Array(rows))]
    }
    let labels = try Self.labels(path: machine.labels, rowCount: test.rowCount)
    return DatasetEntity(
      name: machine.name, train: history(train, start: 0),
      test: history(test, start: train.rowCount * Self.interval),
      trainHosts: hosts(train), hosts: hosts(test), labels: labels,
      events: labels.runs,
      interpretations: try machine.interpretation.map { (path) throws(InputError) in
        try Self.interpretations(path: path, labels: labels, metricCount: metrics.count)
      } ?? [],
      vusBuffer: Self.vusBuffer, testIncludesTrain: false, hasClock: false)
  }

  private static func labels(path: String, rowCount: Int) throws(InputError) -> [Bool] {
    let file = try PlainLines(path: path)
    var labels: [Bool] = []
    for line in file.lines.indices {
      let text = file.text(line)
      guard text == "0" || text == "1" else {
        throw file.refusal(
          line: line, "\"\(text)\" is not a label",
          cure: "write 1 for a row of an anomaly and 0 for any other")
      }
      labels.append(text == "1")
    }
    guard labels.count == rowCount else {
      throw file.refusal(
        line: min(labels.count, rowCount),
        "\(labels.count) labels where the test file has \(rowCount) rows",
        cure: "give every row of test one line")
    }
    return labels
  }

  private static func interpretations(
    path: String, labels: [Bool], metricCount: Int
  ) throws(InputError) -> [Interpretation] {
    let file = try PlainLines(path: path)
    var interpretations: [Interpretation] = []
    for line in file.lines.indices {
      let halves = file.text(line).split(separator: ":", omittingEmptySubsequences: false)
      let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard halves.count == 2, ends.count == 2, let start = ends[0], let end = ends[1] else {
        throw file.refusal(
          line: line, "\"\(file.text(line))\" is not an interpretation",
          cure: "write start-end:1,2,9 with rows of test and numbers of metrics")
      }
      guard start <= end, start < labels.count, end <= labels.count else {
        throw file.refusal(
          line: line, "\(start)-\(end) are not rows of the \(labels.count) of the test file",
          cure: "count its rows from 0, the first one before the end")
      }
      let rows = Interpretation.rows(from: start, to: end, labels: labels)
      var metrics: Set<Int> = []
      for text in halves[1].split(separator: ",", omittingEmptySubsequences: false) {
        guard let number = Int(text), (1...metricCount).contains(number) else {
          throw file.refusal(
            line: line, "\"\(text)\" is not one of the \(metricCount) metrics",
            cure: "count them from 1")
        }
        metrics.insert(number - 1)
      }
      interpretations.append(Interpretation(rows: rows, metrics: metrics))
    }
    return interpretations.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
  }
}
