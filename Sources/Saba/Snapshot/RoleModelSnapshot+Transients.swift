extension RoleModelSnapshot {
  /// The stored form of ``KnownTransients``.
  struct Transients: Codable {
    var scales: PackedDoubles
    /// One after another, `[transients × d]`.
    var movements: PackedDoubles
    var lengths: [Int]
    var occurrenceCounts: [Int]

    /// Stores movements; nil where there are none.
    init?(_ known: KnownTransients) {
      if known.transients.isEmpty { return nil }
      scales = PackedDoubles(known.scales)
      movements = PackedDoubles(known.transients.flatMap(\.movement))
      lengths = known.transients.map(\.length)
      occurrenceCounts = known.transients.map(\.occurrenceCount)
    }

    /// The movements, or nil where the numbers cannot be any.
    func transients(metricCount d: Int) -> KnownTransients? {
      let (scales, movements) = (scales.values, movements.values)
      guard
        scales.count == d, scales.allSatisfy({ $0 > 0 && $0.isFinite }),
        movements.count == lengths.count * d, movements.allSatisfy(\.isFinite),
        lengths.count == occurrenceCounts.count, lengths.allSatisfy({ $0 > 0 }),
        occurrenceCounts.allSatisfy({ $0 > 0 })
      else { return nil }
      return KnownTransients(
        scales: scales,
        transients: lengths.indices.map { index in
          KnownTransients.Transient(
            movement: Array(movements[index * d..<(index + 1) * d]), length: lengths[index],
            occurrenceCount: occurrenceCounts[index])
        })
    }
  }
}
