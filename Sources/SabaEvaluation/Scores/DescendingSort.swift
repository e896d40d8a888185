/// The bits of a digit, and the digits of a double.
private let digitBits = 11
private let digitCount = 6

extension [Double] {
  /// The elements, none of them NaN, from the highest to the lowest.
  ///
  /// A radix sort: the bits of a double, turned so that they rise as it falls, digit by digit from
  /// the lowest, in O(n). -0 comes after 0.
  func sortedDescending() -> [Double] {
    // Below this the histograms take longer than comparisons.
    guard count > 1_000 else { return sorted(by: >) }
    var keys = map { value in
      let bits = value.bitPattern
      return bits >> 63 == 0 ? ~bits & (.max >> 1) : bits
    }
    var sorted = keys
    for digit in 0..<digitCount {
      var starts = [Int](repeating: 0, count: 1 << digitBits)
      for key in keys { starts[key.digit(digit)] += 1 }
      // Digits that are all the same, such as the last ones of whole numbers, need no pass.
      if starts[keys[0].digit(digit)] == count { continue }
      var next = 0
      for index in starts.indices {
        let size = starts[index]
        starts[index] = next
        next += size
      }
      // Spans, lest each element asks whether its array is shared.
      var sortedSpan = sorted.mutableSpan
      var startSpan = starts.mutableSpan
      for key in keys {
        let index = key.digit(digit)
        sortedSpan[startSpan[index]] = key
        startSpan[index] += 1
      }
      swap(&keys, &sorted)
    }
    return keys.map { key in
      Double(bitPattern: key >> 63 == 0 ? ~key & (.max >> 1) : key)
    }
  }
}

extension UInt64 {
  /// One of its digits, counted from the lowest.
  fileprivate func digit(_ position: Int) -> Int {
    Int(self >> (position * digitBits) & (1 << digitBits - 1))
  }
}
