/// Names numbered in order of their first appearance, found by their bytes.
///
/// Two names are one if they are equal as `String`, that is canonically equivalent: an é may be one
/// character or an e with a combining accent. Each way to spell a name is remembered by its bytes, so
/// that only its first appearance costs more than a look at these.
struct NameTable: Sendable {
  /// The names as first spelt; the number of each is its index.
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  /// The index of each name's first spelling.
  private var firstSpellings: [Int] = []
  /// Whether a name may be spelt in several ways.
  private var hasOtherThanASCII = false

  /// The number that each spelling stands for.
  private var spellings: [Int] = []
  /// All spellings' bytes, end to end, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  // Open addressing with linear probing; a slot holds the index of a spelling + 1, or 0. At most half
  // are taken.
  private var slots: [Int] = [Int](repeating: 0, count: 16)

  /// The number of names.
  var count: Int { names.count }

  /// The number of a name; nil if it has none.
  mutating func number(of name: Bytes) -> Int? {
    let slot = self.slot(for: name)
    if slots[slot] > 0 { return spellings[slots[slot] - 1] }
    guard hasOtherThanASCII || !Self.isASCII(name),
      let text = String(validating: name, as: UTF8.self), let number = numbers[text]
    else { return nil }
    add(name, for: number, in: slot)
    return number
  }

  /// The number of a name, given now if it has none yet.
  ///
  /// - Throws: ``LineProblem`` if a new name is empty or not UTF-8.
  mutating func intern(_ name: Bytes, what: StaticString) throws(LineProblem) -> Int {
    let slot = self.slot(for: name)
    if slots[slot] > 0 { return spellings[slots[slot] - 1] }
    guard !name.isEmpty else { throw LineProblem("the \(what) is empty", cure: "name it") }
    guard let text = String(validating: name, as: UTF8.self) else {
      throw LineProblem("the \(what) is not UTF-8", cure: "convert the file to UTF-8")
    }
    let number = numbers[text] ?? names.count
    if number == names.count {
      names.append(text)
      firstSpellings.append(spellings.count)
      numbers[text] = number
      if !Self.isASCII(name) { hasOtherThanASCII = true }
    }
    add(name, for: number, in: slot)
    return number
  }

  /// Forgets all names but the first so many.
  mutating func truncate(to count: Int) {
    guard count < names.count else { return }
    for name in names[count...] { numbers[name] = nil }
    names.removeLast(names.count - count)
    // In the opposite order of their coming, so that no search ends at a slot freed too early. Later
    // spellings of names that stay may go too; they would be learnt anew.
    while spellings.count > firstSpellings[count] { removeLastSpelling() }
    firstSpellings.removeLast(firstSpellings.count - count)
  }

  private mutating func add(_ name: Bytes, for number: Int, in slot: Int) {
    spellings.append(number)
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    slots[slot] = spellings.count
    if spellings.count * 2 > slots.count { rebuild(slotCount: slots.count * 2) }
  }

  private mutating func removeLastSpelling() {
    let start = self.start(of: spellings.count - 1)
    bytes.withUnsafeBufferPointer { slots[slot(for: Bytes(rebasing: $0[start...]))] = 0 }
    spellings.removeLast()
    ends.removeLast()
    bytes.removeLast(bytes.count - start)
  }

  private mutating func rebuild(slotCount: Int) {
    slots = [Int](repeating: 0, count: slotCount)
    bytes.withUnsafeBufferPointer { all in
      for (index, end) in ends.enumerated() {
        slots[slot(for: Bytes(rebasing: all[start(of: index)..<end]))] = index + 1
      }
    }
  }

  /// The slot that holds a spelling, or the free one where it belongs.
  private func slot(for name: Bytes) -> Int {
    // FNV-1a, whose low bits are good once the high ones are folded in.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
    while slots[slot] > 0, !isSpelling(slots[slot] - 1, name) { slot = (slot + 1) & mask }
    return slot
  }

  private func start(of spelling: Int) -> Int { spelling == 0 ? 0 : ends[spelling - 1] }

  private func isSpelling(_ index: Int, _ name: Bytes) -> Bool {
    let start = self.start(of: index)
    guard ends[index] - start == name.count else { return false }
    for i in 0..<name.count where bytes[start + i] != name[i] { return false }
    return true
  }

  private static func isASCII(_ name: Bytes) -> Bool { name.allSatisfy { $0 < 0x80 } }
}
