import Foundation
import Saba

/// Files of doubles and nothing else, in the machine's byte order.
enum RawDoubles {
  static func read(_ path: String) throws -> [Double] {
    let bytes = try Data(contentsOf: URL(filePath: path))
    return [Double](unsafeUninitializedCapacity: bytes.count / 8) { buffer, count in
      count = bytes.copyBytes(to: buffer) / 8
    }
  }

  static func write(_ values: [Double], to path: String) throws {
    try values.withUnsafeBytes { Data($0) }.write(to: URL(filePath: path))
  }
}

extension Matrix {
  /// Rows until the elements are used up.
  init(columnCount: Int, elements: [Double]) {
    self.init(
      rowCount: elements.count / columnCount, columnCount: columnCount, elements: elements)
  }
}
