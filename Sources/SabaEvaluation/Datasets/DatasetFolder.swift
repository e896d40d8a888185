internal import Saba

/// A folder of a data set, its own or an entity's, and what lies in it.
struct DatasetFolder {
  private let folder: Folder
  /// Sorted.
  let names: [String]

  /// Lists a folder; nil if there is none.
  init?(path: String) throws(InputError) {
    folder = Folder(path: path)
    guard let names = try folder.entries() else { return nil }
    self.names = names
  }

  /// The folder's path, without a slash at its end.
  var path: String { folder.path }

  /// The path of something in the folder.
  func path(of name: String) -> String { folder.path(of: name) }

  /// The path of a CSV file, plain or compressed, whichever is there.
  func csv(_ stem: String) -> String? {
    ["\(stem).csv", "\(stem).csv.gz"].first(where: names.contains).map(path(of:))
  }

  /// Whether it looks like the folder of one entity.
  var isEntity: Bool { csv("train") != nil || csv("test") != nil }
}
