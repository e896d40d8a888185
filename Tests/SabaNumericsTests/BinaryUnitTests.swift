import SabaNumerics
import Testing

@Suite("Binary units")
struct BinaryUnitTests {
  @Test("bring the largest size between 1 and 2")
  func units() {
    #expect(binaryUnit(of: [0.3, -5, 4]) == 4)
    #expect(binaryUnit(of: [1]) == 1)
    #expect(binaryUnit(of: []) == 1)
    #expect(binaryUnit(of: [0, 0]) == 1)
    #expect(binaryUnit(of: [.leastNonzeroMagnitude]) == .leastNonzeroMagnitude)
    #expect(binaryUnit(of: [.greatestFiniteMagnitude]) == 0x1p1023)
  }
}
