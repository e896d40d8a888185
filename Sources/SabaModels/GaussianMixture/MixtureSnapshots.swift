// The stored forms of mixtures and their statistics: plain numbers with a format version, checked
// by the initialisers when they are read.

extension Matrix {
  /// A matrix whose elements fill it and are finite, or nil.
  fileprivate init?(checked elements: [Double], rowCount: Int, columnCount: Int) {
    guard elements.count == rowCount * columnCount, elements.allSatisfy(\.isFinite) else {
      return nil
    }
    self.init(rowCount: rowCount, columnCount: columnCount, elements: elements)
  }

  /// The lower triangle, row after row.
  fileprivate var packedLower: [Double] {
    (0..<rowCount).flatMap { i in (0...i).map { self[i, $0] } }
  }

  /// Symmetric matrices from their lower triangles, one after the other, or nil.
  fileprivate static func symmetric(packed: [Double], order d: Int, count: Int) -> [Matrix]? {
    let size = d * (d + 1) / 2
    guard packed.count == size * count, packed.allSatisfy(\.isFinite) else { return nil }
    return (0..<count).map { index in
      var matrix = Matrix(rowCount: d, columnCount: d)
      var next = index * size
      for i in 0..<d {
        for j in 0...i {
          matrix[i, j] = packed[next]
          matrix[j, i] = packed[next]
          next += 1
        }
      }
      return matrix
    }
  }
}

extension GaussianMixture: Codable {
  private enum Keys: CodingKey {
    case formatVersion, dimension, weights, means, structure, covariances, ranks
  }

  private enum Kind: String, Codable {
    case full, tied, diagonal, spherical, lowRank
  }

  /// Writes the mixture, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(SnapshotFormat.mixture, forKey: .formatVersion)
    try container.encode(dimension, forKey: .dimension)
    try container.encode(PackedDoubles(weights), forKey: .weights)
    try container.encode(PackedDoubles(means.elements), forKey: .means)
    let kind: Kind
    let numbers: [Double]
    switch covariance {
    case .full(let matrices): (kind, numbers) = (.full, matrices.flatMap(\.packedLower))
    case .tied(let matrix): (kind, numbers) = (.tied, matrix.packedLower)
    case .diagonal(let variances): (kind, numbers) = (.diagonal, variances.elements)
    case .spherical(let variances): (kind, numbers) = (.spherical, variances)
    case .lowRank(let components):
      kind = .lowRank
      numbers = components.flatMap { $0.basis.elements + $0.eigenvalues + [$0.noise] }
      try container.encode(components.map(\.eigenvalues.count), forKey: .ranks)
    }
    try container.encode(kind, forKey: .structure)
    try container.encode(PackedDoubles(numbers), forKey: .covariances)
  }

  /// Reads a mixture.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where the parts do not fit together or are of a later format.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let path = decoder.codingPath
    try SnapshotFormat.check(
      container.decode(Int.self, forKey: .formatVersion), reads: SnapshotFormat.mixture, path)
    let d = try container.decode(Int.self, forKey: .dimension)
    let weights = try container.decode(PackedDoubles.self, forKey: .weights).values
    let k = weights.count
    let numbers = try container.decode(PackedDoubles.self, forKey: .covariances).values
    guard
      d > 0, k > 0,
      let means = Matrix(
        checked: try container.decode(PackedDoubles.self, forKey: .means).values, rowCount: k,
        columnCount: d)
    else { throw SnapshotFormat.corrupted(path, "means that do not fit the weights") }
    var covariance: MixtureCovariance?
    switch try container.decode(Kind.self, forKey: .structure) {
    case .full:
      covariance = Matrix.symmetric(packed: numbers, order: d, count: k).map { .full($0) }
    case .tied:
      covariance = Matrix.symmetric(packed: numbers, order: d, count: 1).map { .tied($0[0]) }
    case .diagonal:
      covariance = Matrix(checked: numbers, rowCount: k, columnCount: d).map { .diagonal($0) }
    case .spherical:
      if numbers.count == k { covariance = .spherical(numbers) }
    case .lowRank:
      covariance = Self.lowRank(
        numbers, ranks: try container.decode([Int].self, forKey: .ranks), k: k, d: d)
    }
    guard let covariance else {
      throw SnapshotFormat.corrupted(path, "covariances that do not fit the means")
    }
    do throws(FitError) {
      try self.init(weights: weights, means: means, covariance: covariance)
    } catch {
      throw SnapshotFormat.corrupted(path, error.description)
    }
  }

  private static func lowRank(
    _ numbers: [Double], ranks: [Int], k: Int, d: Int
  ) -> MixtureCovariance? {
    guard
      ranks.count == k, ranks.allSatisfy({ (0..<max(d, 1)).contains($0) }),
      numbers.count == ranks.reduce(0, { $0 + d * $1 + $1 + 1 }),
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    var next = 0
    func take(_ count: Int) -> [Double] {
      defer { next += count }
      return Array(numbers[next..<(next + count)])
    }
    return .lowRank(
      ranks.map { q in
        let basis = Matrix(rowCount: d, columnCount: q, elements: take(d * q))
        return LowRankCovariance(basis: basis, eigenvalues: take(q), noise: take(1)[0])
      })
  }
}

extension MixtureStatistics: Codable {
  private enum Keys: CodingKey {
    case formatVersion, dimension, reference, weights, first, moments, second, logLikelihood, count
  }

  private enum Kind: String, Codable {
    case full, pooled, diagonal
  }

  /// Writes the statistics, exactly.
  ///
  /// - Parameter encoder: Receives them.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(SnapshotFormat.mixture, forKey: .formatVersion)
    try container.encode(dimension, forKey: .dimension)
    try container.encode(PackedDoubles(reference.elements), forKey: .reference)
    try container.encode(PackedDoubles(weights), forKey: .weights)
    try container.encode(PackedDoubles(first.elements), forKey: .first)
    switch second {
    case .full(let sums):
      try container.encode(Kind.full, forKey: .moments)
      try container.encode(PackedDoubles(sums.flatMap(\.packedLower)), forKey: .second)
    case .pooled(let sum):
      try container.encode(Kind.pooled, forKey: .moments)
      try container.encode(PackedDoubles(sum.packedLower), forKey: .second)
    case .diagonal(let sums):
      try container.encode(Kind.diagonal, forKey: .moments)
      try container.encode(PackedDoubles(sums.elements), forKey: .second)
    }
    try container.encode(PackedDoubles([logLikelihood]), forKey: .logLikelihood)
    try container.encode(PackedDoubles([count]), forKey: .count)
  }

  /// Reads statistics.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where the parts do not fit together or are of a later format.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let path = decoder.codingPath
    try SnapshotFormat.check(
      container.decode(Int.self, forKey: .formatVersion), reads: SnapshotFormat.mixture, path)
    func numbers(_ key: Keys) throws -> [Double] {
      try container.decode(PackedDoubles.self, forKey: key).values
    }
    let d = try container.decode(Int.self, forKey: .dimension)
    let weights = try numbers(.weights)
    let k = weights.count
    let packed = try numbers(.second)
    guard
      d > 0, k > 0, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      let reference = Matrix(checked: try numbers(.reference), rowCount: k, columnCount: d),
      let first = Matrix(checked: try numbers(.first), rowCount: k, columnCount: d),
      let logLikelihood = try numbers(.logLikelihood).first,
      let count = try numbers(.count).first, count >= 0, count.isFinite
    else { throw SnapshotFormat.corrupted(path, "moments that do not fit together") }
    let second: SecondMoments?
    switch try container.decode(Kind.self, forKey: .moments) {
    case .full: second = Matrix.symmetric(packed: packed, order: d, count: k).map { .full($0) }
    case .pooled:
      second = Matrix.symmetric(packed: packed, order: d, count: 1).map { .pooled($0[0]) }
    case .diagonal:
      second = Matrix(checked: packed, rowCount: k, columnCount: d).map { .diagonal($0) }
    }
    guard let second else {
      throw SnapshotFormat.corrupted(path, "second moments that do not fit the first")
    }
    self.init(
      reference: reference, weights: weights, first: first, second: second,
      logLikelihood: logLikelihood, count: count)
  }
}
