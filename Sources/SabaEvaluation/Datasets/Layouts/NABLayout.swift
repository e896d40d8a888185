internal import Saba

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The Numenta Anomaly Benchmark, its repository or a copy with the labels beside the categories.
struct NABLayout: DatasetLayout {
  static let name = "nab"
  static let appearance =
    "<category>/<file>.csv with timestamp,value beside combined_windows.json, or in data beside "
    + "labels/combined_windows.json"

  private static let labelsName = "combined_windows.json"

  var entityNames: [String] { files.map(\.name) }
  private let files: [DatasetFile]
  private let labelsPath: String
  private let windows: [String: [Window]]

  /// The first and last time of an event.
  private struct Window {
    let start: Double
    let end: Double
    /// As the file of labels gives it.
    let text: String
  }

  static func isLayout(of folder: DatasetFolder) throws(InputError) -> Bool {
    try labelsPath(in: folder) != nil
  }

  /// The path of the labels, and whether they lie in a folder of their own, as the data then does.
  private static func labelsPath(
    in folder: DatasetFolder
  ) throws(InputError) -> (path: String, isApart: Bool)? {
    if folder.names.contains(labelsName) { return (folder.path(of: labelsName), false) }
    guard let labels = try folder.subfolder("labels"), labels.names.contains(labelsName) else {
      return nil
    }
    return (labels.path(of: labelsName), true)
  }

  init(folder: DatasetFolder, manifest: DatasetManifest?) throws(InputError) {
    guard let (labelsPath, isApart) = try Self.labelsPath(in: folder) else {
      throw InputError(
        .noInput, at: .init(path: folder.path(of: Self.labelsName)),
        "there is no such file, nor labels/\(Self.labelsName)",
        cure: "give NAB's repository, or its categories beside \(Self.labelsName)")
    }
    let data = isApart ? try folder.subfolder("data") : folder
    guard let data else {
      throw InputError(
        .noInput, at: .init(path: folder.path(of: "data")), "there is no such folder",
        cure: "put the categories into it, beside labels")
    }
    self.labelsPath = labelsPath
    files = try TimedSeries.files(in: data)
    windows = try Self.windows(path: labelsPath)
    let names = Set(files.map(\.name))
    for name in windows.keys.sorted() where !names.contains(name) {
      throw InputError(
        .badData, at: .init(path: labelsPath), "\"\(name).csv\" is not in \(data.path)",
        cure: "add the file, or remove the entry")
    }
    for name in names.sorted() where windows[name] == nil {
      throw InputError(
        .badData, at: .init(path: labelsPath), "there is no entry for \"\(name).csv\"",
        cure: "add one, empty if the file has no anomaly")
    }
  }

  private static func windows(path: String) throws(InputError) -> [String: [Window]] {
    let bytes = try ByteSource.contents(of: path)
    guard let texts = try? JSONDecoder().decode([String: [[String]]].self, from: Data(bytes))
    else {
      throw InputError(
        .badData, at: .init(path: path), "this is not an object of lists of windows",
        cure: "give \"<category>/<file>.csv\": [[\"first time\", \"last time\"], …] for each file")
    }
    var windows: [String: [Window]] = [:]
    for (file, pairs) in texts.sorted(by: { $0.key < $1.key }) {
      func refusal(_ problem: String, cure: String) -> InputError {
        InputError(.badData, at: .init(path: path), "\"\(file)\": \(problem)", cure: cure)
      }
      var windowsOfFile: [Window] = []
      for pair in pairs {
        let text = pair.joined(separator: " to ")
        guard pair.count == 2, let start = TimedSeries.seconds(pair[0]),
          let end = TimedSeries.seconds(pair[1])
        else {
          throw refusal(
            "the window \(text) is not two times", cure: "give its first and its last time")
        }
        guard start <= end, start > windowsOfFile.last?.end ?? -.infinity else {
          throw refusal(
            "the window \(text) ends before it starts, or does not start after the one before",
            cure: "sort the windows, and merge those that overlap")
        }
        windowsOfFile.append(Window(start: start, end: end, text: text))
      }
      windows[DatasetFolder.stem(of: file, ".csv")] = windowsOfFile
    }
    return windows
  }

  func entity(at index: Int) throws(InputError) -> DatasetEntity {
    let name = files[index].name
    let series = try TimedSeries(path: files[index].path)
    var events: [ClosedRange<Int>] = []
    for window in windows[name] ?? [] {
      guard let first = series.times.firstIndex(of: window.start),
        let last = series.times.lastIndex(of: window.end), first <= last
      else {
        throw InputError(
          .badData, at: .init(path: labelsPath),
          "\"\(name).csv\": the window \(window.text) does not run from one time of the file to "
            + "another", cure: "begin and end it with times of the file")
      }
      events.append(first...last)
    }
    return series.entity(named: name, events: events)
  }
}
