internal import Saba

/// TSB-AD: one CSV file a series, whose name tells where training ends and the anomalies begin.
struct TSBADLayout: DatasetLayout {
  static let name = "tsbad"
  static let appearance =
    "files <index>_<dataset>_id_<id>_<domain>_tr_<n>_1st_<m>.csv whose last column is Label"

  private static let labelColumn = "Label"
  /// The files have no clock.
  private static let interval = 60

  var entityNames: [String] { files.map(\.name) }
  private let files: [DatasetFile]

  /// What the end of a name tells.
  private struct Split {
    /// The number of rows to train on.
    let trainRowCount: Int
    /// The first row with a label, counted from 0.
    let firstAnomaly: Int

    /// Takes a name without extension; nil if it does not end in `_tr_<n>_1st_<m>`.
    init?(name: String) {
      let parts = name.split(separator: "_").suffix(4).map(String.init)
      guard parts.count == 4, parts[0] == "tr", parts[2] == "1st", let rows = Int(parts[1]),
        let first = Int(parts[3]), rows >= 0
      else { return nil }
      trainRowCount = rows
      firstAnomaly = first
    }
  }

  static func isLayout(of folder: DatasetFolder) throws(InputError) -> Bool {
    guard let file = files(in: folder).first else { return false }
    return try header(of: file.path).hasSuffix(",\(labelColumn)")
  }

  private static func files(in folder: DatasetFolder) -> [DatasetFile] {
    folder.files(".csv").filter { Split(name: $0.name) != nil }
  }

  /// The first line of a file.
  private static func header(of path: String) throws(InputError) -> String {
    var source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    while !bytes.contains(UInt8(ascii: "\n")),
      try source.nextChunk({ bytes.append(contentsOf: $0) })
    {}
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(decoding: line, as: UTF8.self)
  }

  init(folder: DatasetFolder, manifest: DatasetManifest?) throws(InputError) {
    files = Self.files(in: folder)
    guard !files.isEmpty else {
      throw InputError(
        .noInput, at: .init(path: folder.path), "there is no file …_tr_<n>_1st_<m>.csv in it",
        cure: "give a folder of TSB-AD's files, named as published")
    }
  }

  /// Opens a single file as a set.
  init(file path: String) throws(InputError) {
    _ = try ByteSource(path: path)
    let fileName = DatasetFolder.lastName(of: path)
    let name = DatasetFolder.stem(of: fileName, ".csv")
    guard name != fileName, Split(name: name) != nil else {
      throw InputError(
        .noInput, at: .init(path: path), "a single file is not named …_tr_<n>_1st_<m>.csv",
        cure: "give the folder of a data set, or a file of TSB-AD, named as published")
    }
    files = [DatasetFile(name: name, path: path)]
  }

  func entity(at index: Int) throws(InputError) -> DatasetEntity {
    let (name, path) = (files[index].name, files[index].path)
    func refusal(line: Int? = nil, _ problem: String, cure: String) -> InputError {
      InputError(.badData, at: .init(path: path, line: line), problem, cure: cure)
    }
    let table = try NumericTable.read(path: path)
    let metrics = Array(table.header.dropLast())
    guard table.header.last == Self.labelColumn, !metrics.isEmpty else {
      throw refusal(
        line: 1, "the header does not end in a metric and \(Self.labelColumn)",
        cure: "give columns of metrics, then \(Self.labelColumn)")
    }
    let rowCount = table.values.rowCount
    guard rowCount > 0 else { throw refusal("the file has no rows", cure: "add the series") }
    guard let split = Split(name: name), split.trainRowCount <= rowCount else {
      throw refusal(
        "its name says more rows to train on than the \(rowCount) it has",
        cure: "correct the number after tr in the name, or give the whole file")
    }
    var labels: [Bool] = []
    for (row, label) in table.values.column(metrics.count).enumerated() {
      guard label == 0 || label == 1 else {
        throw refusal(
          line: row + 2, "the label is \(label.isNaN ? "missing" : "\(label)")",
          cure: "write 1 in a row of an anomaly and 0 in any other")
      }
      labels.append(label == 1)
    }
    let first = labels.firstIndex(of: true)
    guard first == split.firstAnomaly else {
      throw refusal(
        "its name says that row \(split.firstAnomaly) is the first with label 1, "
          + (first.map { "and that is row \($0)" } ?? "and there is none"),
        cure: "correct the number after 1st in the name, or the labels")
    }
    var values = Matrix(rowCount: rowCount, columnCount: metrics.count, repeating: .nan)
    for row in 0..<rowCount {
      for column in metrics.indices { values[row, column] = table.values[row, column] }
    }
    return DatasetEntity(
      name: name, metrics: metrics, values: values,
      grid: .init(start: 0, interval: Self.interval, rows: Array(0..<rowCount), hasClock: false),
      trainRowCount: split.trainRowCount, events: labels.runs)
  }
}
