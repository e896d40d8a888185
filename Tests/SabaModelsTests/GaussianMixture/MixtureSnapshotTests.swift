internal import Foundation
internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Stored mixtures and statistics")
struct MixtureSnapshotTests {
  @Test("Mixtures and statistics read back equal", arguments: OnlineMixtureTests.structures)
  func roundTrip(structure: CovarianceStructure) throws {
    let model = try OnlineMixtureTests.fitted(structure)
    let stored = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(GaussianMixture.self, from: stored) == model)
    let statistics = MixtureStatistics(
      of: OnlineMixtureTests.clusters(300, seed: 9), under: model, structure: structure)
    let sums = try JSONEncoder().encode(statistics)
    #expect(try JSONDecoder().decode(MixtureStatistics.self, from: sums) == statistics)
  }

  @Test("A later format and parts that do not fit are refused")
  func refusals() throws {
    let model = try OnlineMixtureTests.fitted(.full)
    let stored = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    let later = stored.replacing("\"formatVersion\":1", with: "\"formatVersion\":2")
    let other = stored.replacing("\"full\"", with: "\"tied\"")
    let wider = stored.replacing("\"dimension\":3", with: "\"dimension\":4")
    for bad in [later, other, wider] {
      #expect(bad != stored)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(GaussianMixture.self, from: Data(bad.utf8))
      }
    }
  }

  @Test("Packed numbers are base64 of little-endian doubles")
  func packing() throws {
    var generator = RandomGenerator(seed: 2)
    for count in 0..<20 {
      let values = (0..<count).map { _ in Double(bitPattern: generator.next()) }
        .map { $0.isNaN ? 0 : $0 }
      let packed = PackedDoubles(values)
      var bytes = Data()
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
      #expect(packed.text == bytes.base64EncodedString())
      let back = try JSONDecoder().decode(
        PackedDoubles.self, from: Data("\"\(packed.text)\"".utf8))
      #expect(back.values.map(\.bitPattern) == values.map(\.bitPattern))
    }
    for bad in ["A", "AAAA", "AAAAAAAAAA=A", "!!!!", "AAAAAAAAAAA=AAAA"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(PackedDoubles.self, from: Data("\"\(bad)\"".utf8))
      }
    }
  }
}
