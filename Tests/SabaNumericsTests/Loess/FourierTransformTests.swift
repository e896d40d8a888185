import SabaNumerics
import SabaTestSupport
import Testing

@Suite("Fourier transform")
struct FourierTransformTests {
  /// Relative to the root of the sum of squares.
  static let tolerance = 1e-15

  @Test("equals the sum written out", arguments: [64, 128, 256, 512])
  func equalsNaiveSum(size: Int) {
    var generator = RandomGenerator(seed: UInt64(size))
    var real = (0..<size).map { _ in generator.normal() }
    var imaginary = (0..<size).map { _ in generator.normal() }
    let (a, b) = (real, imaginary)
    var transform = FourierTransform(size: size)
    transform.transform(&real, &imaginary)
    for f in 0..<size {
      var sum = (0.0, 0.0)
      for m in 0..<size {
        let angle = -2 * Double.pi * Double((f * m) % size) / Double(size)
        sum.0 += a[m] * cosine(angle) - b[m] * sine(angle)
        sum.1 += a[m] * sine(angle) + b[m] * cosine(angle)
      }
      // The sums written out have the larger errors.
      let slack = 8 * Self.tolerance * Double(size)
      #expect(abs(real[f] - sum.0) <= slack && abs(imaginary[f] - sum.1) <= slack)
    }
  }

  @Test("the inverse gives the numbers back", arguments: [64, 1024, 2048, 1 << 16])
  func inverse(size: Int) {
    var generator = RandomGenerator(seed: UInt64(size))
    var real = (0..<size).map { _ in generator.normal() }
    var imaginary = (0..<size).map { _ in generator.normal() }
    let (a, b) = (real, imaginary)
    var transform = FourierTransform(size: size)
    transform.transform(&real, &imaginary)
    transform.transform(&imaginary, &real)
    let worst = (0..<size).map { index in
      max(
        abs(real[index] / Double(size) - a[index]), abs(imaginary[index] / Double(size) - b[index]))
    }.max()
    #expect((worst ?? 1) <= 20 * Self.tolerance)
  }

  @Test("sizes are powers of two from 64 on")
  func sizes() {
    #expect(
      [0, 64, 65, 1000, 1024].map { FourierTransform.size(holding: $0) }
        == [64, 64, 128, 1024, 1024])
  }
}
