import Foundation
import SabaModels
import SabaTestSupport
import Testing

@Suite("Stored decompositions")
struct DecompositionSnapshotTests {
  /// All numbers by their bits, NaN among them.
  private static func bits(_ decomposition: Decomposition) -> [[UInt64]] {
    let parts =
      [decomposition.observed, decomposition.trend, decomposition.weights]
      + decomposition.seasons.map(\.values)
    return parts.map { $0.map(\.bitPattern) } + [decomposition.seasons.map { UInt64($0.period) }]
  }

  private static func encoded(_ decomposition: Decomposition) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(decomposition), as: UTF8.self)
  }

  private static func decoded(_ text: String) throws -> Decomposition {
    try JSONDecoder().decode(Decomposition.self, from: Data(text.utf8))
  }

  private static func example(missing: Bool = true) throws -> Decomposition {
    var generator = RandomGenerator(seed: 8)
    var values = STLSeries.make(60, periods: [4, 12], using: &generator)
    if missing { for i in [0, 31, 32] { values[i] = .nan } }
    var options = MSTLOptions()
    options.stl.isRobust = true
    return try MSTL(periods: [4, 12], options: options).decompose(values)
  }

  @Test("read back as they were")
  func roundTrip() throws {
    let decomposition = try Self.example()
    let text = try Self.encoded(decomposition)
    let back = try Self.decoded(text)
    #expect(Self.bits(back) == Self.bits(decomposition))
    #expect(try Self.encoded(back) == text)
    let complete = try Self.example(missing: false)
    #expect(try Self.decoded(Self.encoded(complete)) == complete)
    let empty = Decomposition(observed: [], trend: [], seasons: [], weights: [])
    #expect(try Self.decoded(Self.encoded(empty)) == empty)
  }

  @Test("format 1 is read for ever")
  func formatOne() throws {
    let stored: Decomposition = try references("decomposition_format_1", in: .module)
    let expected = Decomposition(
      observed: [1.5, .nan, -2.25, 1e300, 0.1], trend: [1, 2, 3, 4, 5],
      seasons: [
        .init(period: 2, values: [0.5, -0.5, 0.5, -0.5, 0.5]),
        .init(period: 3, values: [1.0 / 3, -2.0 / 3, 1.0 / 3, 1.0 / 3, -2.0 / 3]),
      ], weights: [1, 0, 0.25, 0, 1])
    #expect(Self.bits(stored) == Self.bits(expected))
  }

  @Test("a later format and parts that do not fit are refused")
  func refusals() throws {
    let good = Decomposition(
      observed: [1, 2], trend: [1, 2], seasons: [.init(period: 2, values: [3, 4])],
      weights: [1, 0.5])
    let text = try Self.encoded(good)
    #expect(try Self.decoded(text) == good)
    func packed(_ values: [Double]) -> String { PackedDoubles(values).text }
    let bad = [
      text.replacing("\"formatVersion\":1", with: "\"formatVersion\":2"),
      text.replacing("\"periods\":[2]", with: "\"periods\":[2,3]"),
      text.replacing("\"periods\":[2]", with: "\"periods\":[1]"),
      text.replacing(packed([3, 4]), with: packed([3])),
      text.replacing(packed([3, 4]), with: packed([3, .nan])),
      text.replacing(packed([1, 0.5]), with: packed([1, 1.5])),
      text.replacing(packed([1, 0.5]), with: packed([1, .nan])),
      text.replacing(packed([1, 0.5]), with: packed([1, 0.5, 1])),
      text.replacing(
        "\"observed\":\"\(packed([1, 2]))\"", with: "\"observed\":\"\(packed([1, .infinity]))\""),
      text.replacing(
        "\"trend\":\"\(packed([1, 2]))\"", with: "\"trend\":\"\(packed([1, .nan]))\""),
    ]
    for other in bad {
      #expect(other != text)
      #expect(throws: DecodingError.self) { try Self.decoded(other) }
    }
  }
}
