internal import Saba

/// How the files of a data set lie, and the reading of them.
///
/// What lies in files of the whole set is read and checked at the beginning; an entity's own files
/// only when it is asked for.
protocol DatasetLayout: Sendable {
  /// The layout's name.
  static var name: String { get }
  /// What such a set looks like, in one sentence without a full stop.
  static var appearance: String { get }

  /// Whether a folder without a manifest is such a set.
  static func isLayout(of folder: DatasetFolder) throws(InputError) -> Bool

  /// Opens a set.
  init(folder: DatasetFolder, manifest: DatasetManifest?) throws(InputError)

  /// The entities' names, sorted.
  var entityNames: [String] { get }

  /// Reads the entity of one of ``entityNames``.
  func entity(at index: Int) throws(InputError) -> DatasetEntity
}
