public import Foundation

/// Reference values of a test target, as a generator in the folder `References` printed them.
///
/// - Parameters:
///   - name: The file's name without its extension.
///   - bundle: The test target's resources, `Bundle.module`.
/// - Returns: The decoded file.
/// - Throws: Where the file is missing or has another form.
public func references<Content: Decodable>(_ name: String, in bundle: Bundle) throws -> Content {
  guard
    let url = bundle.url(forResource: name, withExtension: "json", subdirectory: "References")
  else { throw CocoaError(.fileNoSuchFile) }
  return try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
}
