import SabaTestSupport
import Testing

@testable import SabaNumerics

@Suite("Sums with kernels")
struct KernelSumsTests {
  /// Of sums of some hundred terms of order 1.
  static let tolerance = 1e-12

  @Test("equal the sums written out", arguments: [3, 20, 33, 200], [40, 100, 1000])
  func equalNaiveSums(reach: Int, count: Int) {
    var generator = RandomGenerator(seed: UInt64(reach * count))
    let kernels = [false, true].map { isOdd in
      KernelSums.Kernel(
        values: (0...reach).map { $0 == 0 && isOdd ? 0 : generator.normal() }, isOdd: isOdd)
    }
    let a = (0..<count).map { _ in generator.normal() }
    let b = (0..<count).map { _ in generator.normal() }
    func naive(_ kernel: KernelSums.Kernel, _ series: [Double], _ place: Int) -> Double {
      (-reach...reach).reduce(0.0) { sum, x in
        let value = kernel.values[abs(x)] * (kernel.isOdd && x < 0 ? -1 : 1)
        return series.indices.contains(place + x) ? sum + value * series[place + x] : sum
      }
    }
    var sums = KernelSums(kernels, count: count)
    for start in [0, 7, count - 1] {
      sums.sum(a.span, from: start, b.span, from: start / 2)
      for (index, kernel) in kernels.enumerated() {
        for place in stride(from: 0, to: min(sums.stretchLength, count), by: 3) {
          let row = 2 * index * sums.stretchLength
          let errorA = sums.sums[row + place] - naive(kernel, a, start + place)
          let errorB =
            sums.sums[row + sums.stretchLength + place] - naive(kernel, b, start / 2 + place)
          #expect(abs(errorA) <= Self.tolerance && abs(errorB) <= Self.tolerance)
        }
      }
    }
  }
}
