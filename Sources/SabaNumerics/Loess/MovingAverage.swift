/// Means over windows of a fixed length, each from the sums of its own values alone: what has left a
/// window leaves no rounding behind.
///
/// Within blocks as long as the window, sums from the block's begin and to its end are kept; a window
/// is the end of one block and the begin of the next.
///
/// - Parameters:
///   - values: n values.
///   - length: Of the window, from 1 to n.
///   - fitted: Receives the means, n − length + 1 of them.
/// - Complexity: O(n).
public func movingAverage(_ values: [Double], length: Int, into fitted: inout [Double]) {
  let count = values.count - length + 1
  precondition(length >= 1 && count >= 1 && fitted.count == count, "a window within the values")
  var start = 0
  while start < count {
    // Sums to the end of the block that begins here.
    let end = min(start + length, values.count)
    var sum = 0.0
    for index in stride(from: end - 1, through: start, by: -1) {
      sum += values[index]
      if index < count { fitted[index] = sum }
    }
    // And what windows reach into the next.
    sum = 0
    for index in (start + 1)..<max(min(start + length, count), start + 1) {
      sum += values[index + length - 1]
      fitted[index] += sum
    }
    start += length
  }
  let share = 1 / Double(length)
  for index in 0..<count { fitted[index] *= share }
}
