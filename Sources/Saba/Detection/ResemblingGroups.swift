/// Groups of what happened alike on several occasions.
struct ResemblingGroups: Sendable {
  /// What happened alike.
  struct Group: Sendable {
    /// The one that all others resemble.
    var leader: Int
    /// All of them, ascending; the leader too.
    var members: [Int]
    /// On how many occasions they happened.
    var occasionCount: Int
  }

  /// When each thing happened, in seconds since the epoch.
  private let times: [Int]
  /// For each thing those that it resembles, itself among them, ascending.
  private let neighbours: [[Int]]
  /// What happens less than so many seconds after an occasion began belongs to it.
  private let occasionLength: Int

  init(times: [Int], neighbours: [[Int]], occasionLength: Int) {
    self.times = times
    self.neighbours = neighbours
    self.occasionLength = occasionLength
  }

  /// Finds groups, that of most occasions first; nothing is in two.
  ///
  /// - Parameters:
  ///   - leastCount: Groups of fewer occasions are none.
  ///   - largestCount: The most groups.
  ///   - isIncluded: Whether a thing, by number, counts.
  /// - Returns: The groups.
  /// - Complexity: O(n²) for n things, a few times that of counting once.
  func groups(
    ofAtLeast leastCount: Int, atMost largestCount: Int,
    where isIncluded: (Int) -> Bool = { _ in true }
  ) -> [Group] {
    var isTaken = times.indices.map { !isIncluded($0) }
    func group(ledBy leader: Int) -> Group {
      let members = neighbours[leader].filter { !isTaken[$0] }
      return Group(leader: leader, members: members, occasionCount: occasionCount(of: members))
    }
    // Taking things away only ever lowers the counts of others: who leads by an old one is counted again.
    var counts = times.indices.map { isTaken[$0] ? 0 : group(ledBy: $0).occasionCount }
    var isCurrent = [Bool](repeating: true, count: counts.count)
    var found: [Group] = []
    while found.count < largestCount {
      let leader = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
      if counts.isEmpty || counts[leader] < leastCount { break }
      let group = group(ledBy: leader)
      if !isCurrent[leader] {
        counts[leader] = group.occasionCount
        isCurrent[leader] = true
        continue
      }
      for member in group.members {
        isTaken[member] = true
        counts[member] = 0
      }
      found.append(group)
      for index in isCurrent.indices { isCurrent[index] = false }
    }
    return found
  }

  private func occasionCount(of members: [Int]) -> Int {
    var count = 0
    var last: Int?
    for time in members.map({ times[$0] }).sorted() {
      if let last, time - last < occasionLength { continue }
      last = time
      count += 1
    }
    return count
  }
}
