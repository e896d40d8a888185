public import Saba

/// A labelled data set in a folder: a manifest, and a folder for each entity.
///
/// An entity is what is fitted and judged by itself: one host, or several hosts of one role. Its
/// folder holds
/// - `train.csv` and `test.csv`, plain or gzip (`….csv.gz`), with the same metrics. Either the header
///   is the metrics' names alone: one host, named as the entity, a row an interval, row 0 of train
///   at 00:00. Or `timestamp` and `host` come first: rows sorted by host, then time, each host's on
///   a regular grid which may have gaps. Times are epoch seconds or ISO 8601 with a zone;
/// - `labels.csv` with `start,end`: the first and last row, counted from 0, of every event in test;
/// - `interpretation.csv`, optional, with `start,end,metrics`: the metrics to blame, separated by
///   blanks.
public struct Dataset: Sendable {
  /// The layouts that can be read.
  public static let layouts = ["entities"]

  /// The folder.
  public let path: String
  /// What the set says about itself.
  public let manifest: DatasetManifest
  /// The entities, which are the names of their folders, sorted.
  public let entityNames: [String]

  /// Opens a data set; its entities are read later, one at a time.
  ///
  /// - Parameters:
  ///   - path: The folder that holds `dataset.json`.
  ///   - layout: One of ``layouts``, or `auto` for the one that the manifest names.
  /// - Throws: ``InputError`` of kind `noInput` where a file or folder cannot be read,
  ///   `badData` where the manifest makes no sense.
  public init(path: String, layout: String = "auto") throws(InputError) {
    guard let folder = try DatasetFolder(path: path) else {
      throw InputError(
        .noInput, at: .init(path: path), "there is no such folder",
        cure: "give the folder of a data set, with its dataset.json")
    }
    guard folder.names.contains("dataset.json") else {
      throw folder.isEntity
        ? InputError(
          .noInput, at: .init(path: path), "this is the folder of one entity, not of a data set",
          cure: "give the folder above it, with its dataset.json")
        : InputError(
          .noInput, at: .init(path: path), "there is no dataset.json in it",
          cure: "give the folder of a data set, or describe it in a dataset.json")
    }
    let manifestPath = folder.path(of: "dataset.json")
    var manifest = try DatasetManifest.read(path: manifestPath)
    if layout != "auto" { manifest.layout = layout }
    guard Self.layouts.contains(manifest.layout) else {
      throw InputError(
        .badData, at: .init(path: manifestPath), "the layout \"\(manifest.layout)\" is unknown",
        cure: "choose one of: \(Self.layouts.joined(separator: ", "))")
    }
    var entityNames: [String] = []
    for name in folder.names
    where try DatasetFolder(path: folder.path(of: name))?.isEntity == true {
      entityNames.append(name)
    }
    guard !entityNames.isEmpty else {
      throw InputError(
        .noInput, at: .init(path: path), "there is no entity in it",
        cure: "add a folder for each entity, with train.csv, test.csv and labels.csv")
    }
    self.path = folder.path
    self.manifest = manifest
    self.entityNames = entityNames
  }

  /// Reads an entity.
  ///
  /// - Parameter name: One of ``entityNames``.
  /// - Returns: Its history, labels and interpretations.
  /// - Throws: ``InputError`` that names the file, and the line where one is to blame.
  /// - Complexity: O(bytes of its files).
  public func entity(named name: String) throws(InputError) -> DatasetEntity {
    try EntityReader(path: "\(path)/\(name)", name: name, manifest: manifest).read()
  }
}
