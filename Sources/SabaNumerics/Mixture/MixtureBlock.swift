internal import CSabaKernels

/// One thread's workspace for the arithmetic of mixtures: some samples, and what a kernel says of
/// them.
///
/// Samples stand in groups of eight lanes, a sample a lane, so that one instruction serves eight of
/// them. Load samples, let a ``MixtureKernel`` evaluate them, read the results or add them to
/// moments; then load the next. Nothing is allocated after the block is made.
public struct MixtureBlock: ~Copyable, @unchecked Sendable {
  /// The number of metrics d.
  public let dimension: Int
  /// The number of components k.
  public let componentCount: Int
  /// The most samples that a block takes.
  public let capacity: Int
  /// The number of samples loaded.
  public private(set) var count = 0

  // All parts of one allocation, which only this value owns: hence Sendable.
  let samples: UnsafeMutablePointer<Double>
  @usableFromInline let joint: UnsafeMutablePointer<Double>
  @usableFromInline let responsibilities: UnsafeMutablePointer<Double>
  @usableFromInline let logDensities: UnsafeMutablePointer<Double>
  let scratch: UnsafeMutablePointer<Double>
  /// The distance between components in `joint` and `responsibilities`.
  @usableFromInline let stride: Int

  /// Makes an empty block.
  ///
  /// - Parameters:
  ///   - dimension: The number of metrics d.
  ///   - componentCount: The number of components k.
  ///   - capacity: How many samples fit; no more than ``largestCapacity(dimension:)``, which is the
  ///     fastest for many samples. 1 is enough for samples that come one by one.
  public init(dimension: Int, componentCount: Int, capacity: Int? = nil) {
    precondition(dimension > 0 && componentCount > 0, "a mixture has metrics and components")
    let largest = Self.largestCapacity(dimension: dimension)
    self.dimension = dimension
    self.componentCount = componentCount
    self.capacity = capacity ?? largest
    precondition(self.capacity >= 1 && self.capacity <= largest, "a capacity of 1...\(largest)")
    let lanes = 8
    stride = (self.capacity + lanes - 1) / lanes * lanes
    let total = stride * (dimension + 2 * componentCount + 1) + lanes * dimension
    let storage = UnsafeMutableRawPointer.allocate(
      byteCount: total * MemoryLayout<Double>.stride, alignment: 64
    ).initializeMemory(as: Double.self, repeating: 0, count: total)
    samples = storage
    joint = samples + stride * dimension
    responsibilities = joint + stride * componentCount
    logDensities = responsibilities + stride * componentCount
    scratch = logDensities + stride
  }

  deinit { samples.deallocate() }

  /// The most samples of a block: as many as stay in the processor's second cache.
  ///
  /// An odd number of groups of eight, so that components do not all fall on the same cache lines.
  public static func largestCapacity(dimension: Int) -> Int { dimension <= 80 ? 248 : 120 }

  /// Takes in samples, in place of those before.
  ///
  /// - Parameter rows: `[count × d]`, row after row, finite; at most ``capacity`` rows.
  /// - Complexity: O(count·d).
  public mutating func load(_ rows: Span<Double>) {
    let (count, rest) = rows.count.quotientAndRemainder(dividingBy: dimension)
    precondition(rest == 0 && count <= capacity, "up to \(capacity) whole samples")
    self.count = count
    if count == 0 { return }
    rows.withUnsafeBufferPointer { saba_load_block($0.baseAddress, count, dimension, samples) }
  }

  /// Takes in some rows of a matrix, in place of the samples before.
  ///
  /// - Parameters:
  ///   - matrix: `[n × d]`, finite.
  ///   - rows: Which rows; at most ``capacity`` of them.
  /// - Complexity: O(count·d).
  public mutating func load(_ matrix: Matrix, rows: Range<Int>) {
    precondition(matrix.columnCount == dimension, "samples have \(dimension) metrics")
    load(
      matrix.storage.span.extracting(
        (rows.lowerBound * dimension)..<(rows.upperBound * dimension)))
  }

  /// The log density of a sample.
  @inlinable
  public func logDensity(ofSample sample: Int) -> Double {
    precondition(sample >= 0 && sample < count, "no such sample in the block")
    return logDensities[sample]
  }

  /// The log of a component's weighted density at a sample.
  @inlinable
  public func jointLogDensity(ofSample sample: Int, component: Int) -> Double {
    joint[index(sample, component)]
  }

  /// The share of a component in the density at a sample; 0 where it is below 2⁻⁶⁰.
  @inlinable
  public func responsibility(ofSample sample: Int, component: Int) -> Double {
    responsibilities[index(sample, component)]
  }

  @inlinable
  func index(_ sample: Int, _ component: Int) -> Int {
    precondition(sample >= 0 && sample < count, "no such sample in the block")
    precondition(component >= 0 && component < componentCount, "no such component")
    return component * stride + sample
  }

  /// Copies the log densities of all samples.
  ///
  /// - Parameters:
  ///   - output: Receives `count` numbers.
  ///   - start: Where the first goes.
  public func copyLogDensities(to output: inout MutableSpan<Double>, at start: Int) {
    for i in 0..<count { output[start + i] = logDensities[i] }
  }

  /// Copies the responsibilities of all samples, row after row, `[count × k]`.
  ///
  /// - Parameters:
  ///   - output: Receives `count`·k numbers.
  ///   - start: Where the first goes.
  public func copyResponsibilities(to output: inout MutableSpan<Double>, at start: Int) {
    for i in 0..<count {
      for c in 0..<componentCount {
        output[start + i * componentCount + c] = responsibilities[c * stride + i]
      }
    }
  }

  /// Gives the samples responsibilities from elsewhere, as at the start of a fit.
  ///
  /// - Parameters:
  ///   - matrix: `[n × k]`, not negative.
  ///   - rows: Which rows: one for each sample of the block.
  public mutating func setResponsibilities(_ matrix: Matrix, rows: Range<Int>) {
    precondition(
      rows.count == count && matrix.columnCount == componentCount,
      "one responsibility a sample and component")
    for c in 0..<componentCount {
      let lanes = responsibilities + c * stride
      for (i, row) in rows.enumerated() { lanes[i] = matrix[row, c] }
      for i in count..<laneCount { lanes[i] = 0 }
    }
  }

  /// Multiplies each sample's responsibilities by a weight, before they are added to moments.
  ///
  /// - Parameter weights: `[count]`, not negative, finite.
  public mutating func scaleResponsibilities(by weights: Span<Double>) {
    precondition(weights.count == count, "one weight a sample")
    for c in 0..<componentCount {
      let lanes = responsibilities + c * stride
      for i in 0..<count { lanes[i] *= weights[i] }
    }
  }

  /// The sum of the samples' log densities.
  public var logLikelihood: Double {
    // Four sums, so that none need wait for the one before.
    var sums = SIMD4<Double>.zero
    var i = 0
    while i + 4 <= count {
      sums += SIMD4(
        logDensities[i], logDensities[i + 1], logDensities[i + 2], logDensities[i + 3])
      i += 4
    }
    var total = sums.sum()
    while i < count {
      total += logDensities[i]
      i += 1
    }
    return total
  }

  /// The number of lanes in use: `count` rounded up to whole groups.
  private var laneCount: Int { (count + 7) / 8 * 8 }
}
