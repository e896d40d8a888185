internal import CSabaKernels

/// The discrete Fourier transform of a power of two of complex numbers.
///
/// X_f = Σ x_m·e^(−2πi·f·m/n), by Stockham's sorting algorithm in steps of four. Errors are about
/// 1e-16·√(log n) of the root mean square of the result. Twiddle factors are computed once.
public struct FourierTransform: Sendable {
  /// The number of values, a power of two and at least 64.
  public let size: Int
  private let twiddles: [Double]
  private var otherReal: [Double]
  private var otherImaginary: [Double]

  /// Prepares transforms of this size.
  public init(size: Int) {
    precondition(size >= 64 && size & (size - 1) == 0, "a power of two, at least 64")
    self.size = size
    var twiddles: [Double] = []
    twiddles.reserveCapacity(2 * size)
    var length = size
    while length > 2 {
      for power in 1...3 {
        let angles = (0..<(length / 4)).map {
          -2 * Double.pi * Double((power * $0) % length) / Double(length)
        }
        twiddles += angles.map { cosine($0) }
        twiddles += angles.map { sine($0) }
      }
      length /= 4
    }
    self.twiddles = twiddles
    otherReal = [Double](repeating: 0, count: size)
    otherImaginary = otherReal
  }

  /// The least size that holds this many values.
  public static func size(holding count: Int) -> Int {
    var size = 64
    while size < count { size *= 2 }
    return size
  }

  /// Replaces complex numbers by their transform.
  ///
  /// With the two arguments exchanged it is the inverse, but for a factor 1/n.
  ///
  /// - Parameters:
  ///   - real: The real parts, as many as the size.
  ///   - imaginary: The imaginary parts.
  /// - Complexity: O(n log n), no allocation.
  public mutating func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
    precondition(real.count == size && imaginary.count == size, "as many numbers as the size")
    let isOther = real.withUnsafeMutableBufferPointer { re in
      imaginary.withUnsafeMutableBufferPointer { im in
        otherReal.withUnsafeMutableBufferPointer { otherRe in
          otherImaginary.withUnsafeMutableBufferPointer { otherIm in
            saba_fourier(
              re.baseAddress, im.baseAddress, otherRe.baseAddress, otherIm.baseAddress, twiddles,
              size)
          }
        }
      }
    }
    if isOther != 0 {
      swap(&real, &otherReal)
      swap(&imaginary, &otherImaginary)
    }
  }
}
