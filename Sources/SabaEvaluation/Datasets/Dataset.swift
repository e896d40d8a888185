public import Saba

/// A labelled data set in a folder, in one of five layouts.
///
/// An entity is what is fitted and judged by itself: one host, several hosts of one role, or one
/// series. Every file may be gzip, which is told by its content; names may then end in `.gz`. A
/// missing value is NaN. Rows are counted from 0, without the header. A `dataset.json` at the root
/// with `name` and `layout` names the set and its layout; without it the folder's name is the
/// set's, and the layout is found by looking.
///
/// - `entities`: `dataset.json`, here with `intervalSeconds`, `vusBuffer` and, where files have no
///   times, `testContinuesTrain`; and a folder for each entity. `train.csv` and `test.csv` have the
///   same metrics. Either the header is the metrics' names alone: one host, named as the entity, a
///   row an interval, row 0 of train at 00:00. Or `timestamp` and `host` come first: rows sorted by
///   host, then time, each host's on a regular grid which may have gaps, times in epoch seconds or
///   ISO 8601 with a zone. `labels.csv` gives `start,end`: the first and last row of every event in
///   test. `interpretation.csv`, optional, gives `start,end,metrics`: the metrics to blame,
///   separated by blanks.
/// - `nab`: the Numenta Anomaly Benchmark. `<category>/<file>.csv` with `timestamp,value` beside
///   `combined_windows.json`, or as in its repository, `data/…` and `labels/combined_windows.json`.
///   An entity is a file, `<category>/<file>`; its events are the windows, whose ends are times of
///   the file, inclusive. It trains on the benchmark's probation, the first 15 % of the rows and at
///   most 750, and judges *the whole file*: the rows of train are also the first of test, and
///   no-one is primed with them.
/// - `series`: `<domain>/<file>.csv` with `timestamp,value`, and `labels.csv` with
///   `file,start_row,end_row`: the first and last row of every event. Trained and judged as `nab`.
/// - `omni`: OmniAnomaly's Server Machine Dataset, or the folder above it. `train`, `test`,
///   `test_label` and, optionally, `interpretation_label` hold `<machine>.txt`: numbers without a
///   header, separated by commas; labels 0 or 1, one a line; and lines `start-end:1,2,9` of rows of
///   test and metrics counted from 1. There `end` is one past the last row of the event; where it is
///   not, it is taken as inclusive. The published lines do not always match the labels; whom to
///   blame is judged by each of them, whatever the labels say. Metrics are called `m1`, `m2`, …. A row is a minute, test continues train, and
///   the VUS buffer is 100 rows.
/// - `tsbad`: TSB-AD's `<index>_<dataset>_id_<id>_<domain>_tr_<n>_1st_<m>.csv`, in a folder where
///   other files are passed over, or a single one. The columns are metrics, the last one `Label`, 0
///   or 1. The first `n` rows are train, *the whole file* is test, as the benchmark scores it, and
///   row `m` is the first with label 1. Without a clock, a row is taken for a minute.
///
/// Times of `nab` and `series` need no zone, and are then taken as UTC. They may be irregular: the
/// interval is the median spacing, and every row of the file has a row of the grid, the nearest
/// that is free and after the one before. Labels and scores stay with the rows of the file.
///
/// Where no manifest gives a VUS buffer, it is the period of the series, or of the first metric, by
/// autocorrelation; 125 rows where there is none.
public struct Dataset: Sendable {
  private static let known: [any DatasetLayout.Type] = [
    EntitiesLayout.self, NABLayout.self, SeriesLayout.self, OmniLayout.self, TSBADLayout.self,
  ]

  /// The layouts that can be read.
  public static let layouts = known.map { $0.name }

  /// The folder, or the single file.
  public let path: String
  /// The name in results; nothing is ever decided by it.
  public let name: String
  /// How its files lie, one of ``layouts``.
  public let layout: String
  /// The entities' names, sorted.
  public let entityNames: [String]
  private let files: any DatasetLayout

  /// Opens a data set; its entities are read later, one at a time.
  ///
  /// - Parameters:
  ///   - path: The set's folder, or a single file of the layout `tsbad`.
  ///   - layout: One of ``layouts``; or `auto` for the one that `dataset.json` names, or else the
  ///     one that the folder looks like.
  /// - Throws: ``InputError`` of kind `noInput` where a file or folder cannot be read or there is no
  ///   entity, `badData` where the manifest or a label file of the whole set makes no sense.
  public init(path: String, layout: String = "auto") throws(InputError) {
    guard layout == "auto" || Self.layouts.contains(layout) else {
      throw Self.unknownLayout(layout, at: path)
    }
    guard let folder = try DatasetFolder(path: path) else {
      guard layout == "auto" || layout == TSBADLayout.name else {
        throw InputError(
          .noInput, at: .init(path: path), "there is no such folder",
          cure: "give the folder of a data set")
      }
      self.init(path: path, name: nil, files: try TSBADLayout(file: path))
      return
    }
    let manifestPath = folder.path(of: DatasetFolder.manifestName)
    let manifest =
      folder.names.contains(DatasetFolder.manifestName)
      ? try DatasetManifest.read(path: manifestPath) : nil
    let type: any DatasetLayout.Type
    if layout != "auto" {
      type = try Self.knownLayout(layout, at: path)
    } else if let manifest {
      type = try Self.knownLayout(manifest.layout, at: manifestPath)
    } else {
      type = try Self.recognised(folder)
    }
    let files = try type.init(folder: folder, manifest: manifest)
    self.init(path: folder.path, name: manifest?.name ?? folder.name, files: files)
  }

  private init(path: String, name: String?, files: any DatasetLayout) {
    self.path = path
    entityNames = files.entityNames
    self.name = name ?? entityNames.first ?? path
    layout = type(of: files).name
    self.files = files
  }

  /// Reads an entity.
  ///
  /// - Parameter name: One of ``entityNames``.
  /// - Returns: Its history, labels and interpretations.
  /// - Throws: ``InputError`` that names the file, and the line where one is to blame.
  /// - Complexity: O(bytes of its files).
  public func entity(named name: String) throws(InputError) -> DatasetEntity {
    guard let index = entityNames.firstIndex(of: name) else {
      throw InputError(
        .noInput, at: .init(path: path), "there is no entity \"\(name)\"", cure: "check the name")
    }
    return try files.entity(at: index)
  }

  private static func knownLayout(
    _ layout: String, at path: String
  ) throws(InputError) -> any DatasetLayout.Type {
    guard let type = known.first(where: { $0.name == layout }) else {
      throw unknownLayout(layout, at: path)
    }
    return type
  }

  private static func unknownLayout(_ layout: String, at path: String) -> InputError {
    InputError(
      .badData, at: .init(path: path), "the layout \"\(layout)\" is unknown",
      cure: "choose one of: \(layouts.joined(separator: ", "))")
  }

  /// The layout that a folder without a manifest looks like.
  private static func recognised(
    _ folder: DatasetFolder
  ) throws(InputError) -> any DatasetLayout.Type {
    for type in known where try type.isLayout(of: folder) { return type }
    if EntitiesLayout.isEntity(folder) {
      throw InputError(
        .noInput, at: .init(path: folder.path),
        "this is the folder of one entity, not of a data set",
        cure: "give the folder above it, with its dataset.json")
    }
    let appearances = known.map { "\($0.name) (\($0.appearance))" }.joined(separator: ", ")
    throw InputError(
      .noInput, at: .init(path: folder.path), "its layout cannot be told",
      cure: "give a folder in one of the layouts \(appearances)")
  }
}
