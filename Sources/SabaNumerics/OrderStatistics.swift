/// The median of finite values; nil where there are none.
///
/// Of an even number, the mean of the middle two, which does not overflow.
///
/// - Parameter values: In any order.
/// - Returns: Their median.
/// - Complexity: O(n) on average.
public func median(_ values: some Sequence<Double>) -> Double? {
  var values = Array(values)
  return medianByReordering(&values)
}

/// The median of finite values, which are left in another order; nil where there are none.
///
/// - Parameter values: In any order; reordered.
/// - Returns: Their median.
/// - Complexity: O(n) on average, no allocation.
public func medianByReordering(_ values: inout [Double]) -> Double? {
  if values.isEmpty { return nil }
  let middle = values.count / 2
  var span = values.mutableSpan
  select(middle, in: &span)
  let upper = span[middle]
  if span.count % 2 == 1 { return upper }
  var lower = span[0]
  for index in 1..<max(middle, 1) where span[index] > lower { lower = span[index] }
  // Half of each, so that the sum of two huge values does not overflow.
  return 0.5 * lower + 0.5 * upper
}

/// Puts the value of this rank in its place, lower ones before it and higher ones behind it.
///
/// Hoare's selection with the median of three; sorts what is left where that takes too long.
private func select(_ rank: Int, in values: inout MutableSpan<Double>) {
  var first = 0
  var last = values.count - 1
  var budget = 8 * values.count
  while last - first > 2 && budget > 0 {
    budget -= last - first
    order(&values, first, (first + last) / 2)
    order(&values, (first + last) / 2, last)
    order(&values, first, (first + last) / 2)
    let pivot = values[(first + last) / 2]
    var i = first
    var j = last
    while i <= j {
      while values[i] < pivot { i += 1 }
      while values[j] > pivot { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if rank <= j {
      last = j
    } else if rank >= i {
      first = i
    } else {
      return
    }
  }
  var rest = (first...last).map { values[$0] }
  rest.sort()
  for (index, value) in rest.enumerated() { values[first + index] = value }
}

private func order(_ values: inout MutableSpan<Double>, _ i: Int, _ j: Int) {
  if values[i] > values[j] { values.swapAt(i, j) }
}
