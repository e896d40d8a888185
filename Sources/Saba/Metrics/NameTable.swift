/// Names numbered in order of their first appearance, found by their bytes.
struct NameTable: Sendable {
  /// The names; the number of each is its index.
  private(set) var names: [String] = []
  /// All names' bytes, end to end, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  // Open addressing with linear probing; a slot holds a number + 1, or 0. At most half are taken.
  private var slots: [Int] = [Int](repeating: 0, count: 16)

  /// The number of names.
  var count: Int { names.count }

  /// The number of a name; nil if it has none.
  func number(of name: Bytes) -> Int? {
    let found = slots[slot(for: name)]
    return found > 0 ? found - 1 : nil
  }

  /// The number of a name, given now if it has none yet.
  ///
  /// - Throws: ``LineProblem`` if a new name is empty or not UTF-8.
  mutating func intern(_ name: Bytes, what: StaticString) throws(LineProblem) -> Int {
    let slot = slot(for: name)
    if slots[slot] > 0 { return slots[slot] - 1 }
    guard !name.isEmpty else { throw LineProblem("the \(what) is empty", cure: "name it") }
    guard let text = String(validating: name, as: UTF8.self) else {
      throw LineProblem("the \(what) is not UTF-8", cure: "convert the file to UTF-8")
    }
    names.append(text)
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    slots[slot] = names.count
    if names.count * 2 > slots.count { rebuild(slotCount: slots.count * 2) }
    return names.count - 1
  }

  /// Forgets all names but the first so many.
  mutating func truncate(to count: Int) {
    guard count < names.count else { return }
    names.removeLast(names.count - count)
    ends.removeLast(ends.count - count)
    bytes.removeLast(bytes.count - (ends.last ?? 0))
    rebuild(slotCount: slots.count)
  }

  private mutating func rebuild(slotCount: Int) {
    slots = [Int](repeating: 0, count: slotCount)
    bytes.withUnsafeBufferPointer { all in
      for (number, end) in ends.enumerated() {
        let start = number == 0 ? 0 : ends[number - 1]
        slots[slot(for: Bytes(rebasing: all[start..<end]))] = number + 1
      }
    }
  }

  /// The slot that holds a name, or the free one where it belongs.
  private func slot(for name: Bytes) -> Int {
    // FNV-1a, whose low bits are good once the high ones are folded in.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
    while slots[slot] > 0, !isName(slots[slot] - 1, name) { slot = (slot + 1) & mask }
    return slot
  }

  private func isName(_ number: Int, _ name: Bytes) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard ends[number] - start == name.count else { return false }
    for i in 0..<name.count where bytes[start + i] != name[i] { return false }
    return true
  }
}
