/// The full name of a role: a service and a role of it, written `service: role` or `service:role`.
public struct RoleName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The service.
  public let service: String
  /// The role of the service.
  public let role: String

  /// What names of services and roles look like, for errors.
  static let form = "2 to 63 letters, digits, - and _, the first a letter or a digit"

  /// Reads a full name; nil where it is none.
  ///
  /// - Parameter text: Two names with a colon between them, and spaces after it or none.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let role = String(parts[1].drop { $0 == " " })
    guard Self.isName(String(parts[0])), Self.isName(role) else { return nil }
    service = String(parts[0])
    self.role = role
  }

  /// Whether a text can be the name of a service or a role.
  static func isName(_ text: String) -> Bool {
    func isPlain(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }
    let scalars = text.unicodeScalars
    guard let first = scalars.first, isPlain(first), (2...63).contains(scalars.count) else {
      return false
    }
    return scalars.allSatisfy { isPlain($0) || $0 == "-" || $0 == "_" }
  }

  /// The full name, as Mackerel gives it: `service: role`.
  public var description: String { "\(service): \(role)" }

  /// By service, then role.
  public static func < (left: RoleName, right: RoleName) -> Bool {
    (left.service, left.role) < (right.service, right.role)
  }
}

extension RoleName: Codable {
  /// Writes the full name.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads a full name.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is none.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let name = RoleName(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no full name of a role"))
    }
    self = name
  }
}

extension JSONField {
  /// The full name of a role.
  func roleName() throws(InputError) -> RoleName {
    let text = try string()
    guard let name = RoleName(text) else {
      throw error(
        "is \(JSONText.quoted(text)), no role of a service",
        cure: "write \"service: role\", each \(RoleName.form)")
    }
    return name
  }

  /// The name of a service.
  func serviceName() throws(InputError) -> String {
    let text = try string()
    guard RoleName.isName(text) else {
      throw error(
        "is \(JSONText.quoted(text)), no service", cure: "write a name of \(RoleName.form)")
    }
    return text
  }
}
