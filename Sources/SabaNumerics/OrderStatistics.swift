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
/// Quickselect with the median of three; sorts what is left where that takes too long.
private func select(_ rank: Int, in values: inout MutableSpan<Double>) {
  values.withUnsafeMutableBufferPointer { values in
    var first = 0
    var end = values.count
    var budget = 8 * values.count
    while end - first > 8 && budget > 0 {
      budget -= end - first
      let (a, b, c) = (values[first], values[(first + end) / 2], values[end - 1])
      let pivot = max(min(a, b), min(max(a, b), c))
      let equal = partition(values, first..<end) { signBit($0 - pivot) }
      if rank < equal {
        end = equal
        continue
      }
      // Those equal to the pivot, of which there may be many, go with it.
      first = partition(values, equal..<end) { 1 - signBit(pivot - $0) }
      if rank < first { return }
    }
    var rest = UnsafeMutableBufferPointer(rebasing: values[first..<end])
    rest.sort()
  }
}

/// Moves the values that belong to the front there, and gives the place of the first that does not.
///
/// Every value is swapped, and `isFront` is 1 or 0, so that nothing branches: a branch would be taken
/// half of the time, and a wrong guess costs ten times as much as a swap.
@inline(__always)
private func partition(
  _ values: UnsafeMutableBufferPointer<Double>, _ range: Range<Int>,
  _ isFront: (Double) -> Int
) -> Int {
  guard let base = values.baseAddress else { return range.lowerBound }
  var front = range.lowerBound
  var index = range.lowerBound
  while index < range.upperBound {
    let value = base[index]
    base[index] = base[front]
    base[front] = value
    front &+= isFront(value)
    index &+= 1
  }
  return front
}

/// 1 for a negative number, 0 for 0 and positive ones.
@inline(__always)
private func signBit(_ x: Double) -> Int { Int(truncatingIfNeeded: x.bitPattern >> 63) }
