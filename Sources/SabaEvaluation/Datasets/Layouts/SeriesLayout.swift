internal import Saba

/// Series in folders, and one file of labels for all.
struct SeriesLayout: DatasetLayout {
  static let name = "series"
  static let appearance =
    "dataset.json, labels.csv with file,start_row,end_row, and <domain>/<file>.csv with "
    + "timestamp,value"

  var entityNames: [String] { files.map(\.name) }
  private let files: [DatasetFile]
  private let labels: [String: [RowRanges.Line]]

  /// A manifest tells.
  static func isLayout(of folder: DatasetFolder) -> Bool { false }

  init(folder: DatasetFolder, manifest: DatasetManifest?) throws(InputError) {
    guard let labelsPath = folder.file("labels", ".csv") else {
      throw InputError(
        .noInput, at: .init(path: folder.path(of: "labels.csv")),
        "there is no such file, nor labels.csv.gz",
        cure: "add it: a line file,start_row,end_row for each event")
    }
    files = try TimedSeries.files(in: folder)
    let names = Set(files.map(\.name))
    var labels: [String: [RowRanges.Line]] = [:]
    let ranges = try RowRanges(
      path: labelsPath, columns: ["file", "start_row", "end_row"], rangeAt: 1)
    for line in ranges.lines {
      let name = DatasetFolder.stem(of: line.leading[0], ".csv")
      guard names.contains(name) else {
        var place = line.place
        place.column = 1
        throw InputError(
          .badData, at: place, "there is no file \"\(line.leading[0])\"",
          cure: "name a file as <domain>/<file>.csv")
      }
      labels[name, default: []].append(line)
    }
    self.labels = labels
  }

  func entity(at index: Int) throws(InputError) -> DatasetEntity {
    let name = files[index].name
    let series = try TimedSeries(path: files[index].path)
    var events: [ClosedRange<Int>] = []
    for line in labels[name] ?? [] {
      try line.check(rowCount: series.values.count)
      events.append(line.start...line.end)
    }
    return series.entity(named: name, events: events)
  }
}
