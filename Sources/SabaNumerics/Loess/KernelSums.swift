internal import CSabaKernels

/// Sums over a window that moves along two series at once, by Fourier transforms of stretches that
/// overlap.
///
/// For kernels g, even or odd in the distance x: Σ g(x)·a(i + x) and Σ g(x)·b(i + x) over
/// |x| ≤ reach. Errors are about 1e-16 of the norms of kernel and stretch.
struct KernelSums: Sendable {
  /// A kernel: its values at the distances from 0 to the reach, and whether it is odd.
  struct Kernel {
    var values: [Double]
    var isOdd = false
  }

  /// The spectrum of a kernel, without its factor i where it is odd.
  private struct Filter {
    var values: [Double]
    var isOdd: Bool
  }

  private struct Complex {
    var real: [Double]
    var imaginary: [Double]

    init(size: Int) {
      real = [Double](repeating: 0, count: size)
      imaginary = real
    }
  }

  /// The number of places that one stretch yields.
  let stretchLength: Int
  /// The sums at the places of a stretch: for each kernel a row for a and a row for b.
  private(set) var sums: [Double]
  private let reach: Int
  private let filters: [Filter]
  private var transform: FourierTransform
  private var input: Complex
  private var product: Complex

  /// Prepares sums over series of a length, with kernels of one reach.
  init(_ kernels: [Kernel], count: Int) {
    reach = kernels[0].values.count - 1
    var transform = FourierTransform(size: Self.size(reach: reach, count: count))
    let size = transform.size
    filters = kernels.map { kernel in
      var wave = Complex(size: size)
      for (x, value) in kernel.values.enumerated() {
        wave.real[x] = value / Double(size)
        if x > 0 { wave.real[size - x] = kernel.isOdd ? -wave.real[x] : wave.real[x] }
      }
      transform.transform(&wave.real, &wave.imaginary)
      return Filter(
        values: kernel.isOdd ? wave.imaginary.map { -$0 } : wave.real, isOdd: kernel.isOdd)
    }
    self.transform = transform
    stretchLength = size - 2 * reach
    sums = [Double](repeating: 0, count: 2 * kernels.count * stretchLength)
    input = Complex(size: size)
    product = input
  }

  /// The size of transforms that costs least for each place.
  private static func size(reach: Int, count: Int) -> Int {
    var best = (size: 0, cost: Double.infinity)
    var size = FourierTransform.size(holding: 4 * reach)
    while best.size == 0 || size <= 2 * FourierTransform.size(holding: count) {
      let stretches = (count + size - 2 * reach - 1) / (size - 2 * reach)
      let cost = Double(stretches * size * (64 - size.leadingZeroBitCount))
      if cost < best.cost { best = (size, cost) }
      size *= 2
    }
    return best.size
  }

  /// Sums at the places of a stretch.
  ///
  /// - Parameters:
  ///   - a: A series; 0 before its begin and after its end.
  ///   - startA: The first place in it.
  ///   - b: Another.
  ///   - startB: The first place in that.
  mutating func sum(_ a: Span<Double>, from startA: Int, _ b: Span<Double>, from startB: Int) {
    Self.load(a, from: startA - reach, into: &input.real)
    Self.load(b, from: startB - reach, into: &input.imaginary)
    transform.transform(&input.real, &input.imaginary)
    for (index, filter) in filters.enumerated() {
      apply(filter)
      // The inverse: real and imaginary parts exchanged.
      transform.transform(&product.imaginary, &product.real)
      let row = 2 * index * stretchLength
      for place in 0..<stretchLength {
        sums[row + place] = product.real[reach + place]
        sums[row + stretchLength + place] = product.imaginary[reach + place]
      }
    }
  }

  private static func load(_ series: Span<Double>, from start: Int, into part: inout [Double]) {
    let first = max(0, -start)
    let end = max(first, min(part.count, series.count - start))
    for index in 0..<min(first, part.count) { part[index] = 0 }
    for index in first..<end { part[index] = series[start + index] }
    for index in end..<part.count { part[index] = 0 }
  }

  private mutating func apply(_ filter: Filter) {
    let size = transform.size
    product.real.withUnsafeMutableBufferPointer { re in
      product.imaginary.withUnsafeMutableBufferPointer { im in
        if filter.isOdd {
          saba_filter_odd(
            input.real, input.imaginary, filter.values, size, re.baseAddress, im.baseAddress)
        } else {
          saba_filter_even(
            input.real, input.imaginary, filter.values, size, re.baseAddress, im.baseAddress)
        }
      }
    }
  }
}
