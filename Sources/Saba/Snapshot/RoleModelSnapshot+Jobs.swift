extension RoleModelSnapshot {
  /// The stored form of ``DailyJobs``: one element a part in each array, but for the hosts' names.
  struct Jobs: Codable {
    var slotLength: Int
    var names: [String]
    /// The number of each part's host among the names.
    var hosts: [Int]
    var slots: [Int]
    var metrics: [Int]
    var levels: PackedDoubles
    var spreads: PackedDoubles

    /// Stores jobs; nil where there are none.
    init?(_ jobs: DailyJobs) {
      if jobs.known.isEmpty { return nil }
      slotLength = jobs.slotLength
      names = jobs.known.keys.sorted()
      hosts = []
      slots = []
      metrics = []
      var levels: [Double] = []
      var spreads: [Double] = []
      for (host, name) in names.enumerated() {
        for (slot, parts) in (jobs.known[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
          for part in parts {
            hosts.append(host)
            slots.append(slot)
            metrics.append(part.metric)
            levels.append(part.level)
            spreads.append(part.spread)
          }
        }
      }
      self.levels = PackedDoubles(levels)
      self.spreads = PackedDoubles(spreads)
    }

    /// The jobs, or nil where the numbers cannot be any.
    func jobs(metricCount: Int, zone: LocalZone) -> DailyJobs? {
      let (levels, spreads) = (levels.values, spreads.values)
      guard
        (1...86_400).contains(slotLength), 86_400 % slotLength == 0,
        Set(names).count == names.count,
        [slots.count, metrics.count, levels.count, spreads.count].allSatisfy({ $0 == hosts.count }),
        hosts.allSatisfy(names.indices.contains),
        slots.allSatisfy((0..<86_400 / slotLength).contains),
        metrics.allSatisfy((0..<metricCount).contains), levels.allSatisfy(\.isFinite),
        spreads.allSatisfy({ $0 > 0 && $0.isFinite })
      else { return nil }
      var known: [String: [Int: [DailyJobs.Part]]] = [:]
      for index in hosts.indices {
        known[names[hosts[index]], default: [:]][slots[index], default: []].append(
          DailyJobs.Part(metric: metrics[index], level: levels[index], spread: spreads[index]))
      }
      return DailyJobs(slotLength: slotLength, zone: zone, known: known)
    }
  }
}
