/// Gives places without a fitted value, which is NaN, that of the nearest place which has one, the
/// earlier of two.
///
/// - Parameters:
///   - values: Fitted values.
///   - places: Ascending.
/// - Returns: False where no place has a value.
@discardableResult
func fillFromNearest(_ values: inout [Double], at places: [Int]) -> Bool {
  var last: Int?
  for (index, place) in places.enumerated() where !values[place].isNaN {
    for gap in places[(last.map { $0 + 1 } ?? 0)..<index] {
      if let last, gap - places[last] <= place - gap {
        values[gap] = values[places[last]]
      } else {
        values[gap] = values[place]
      }
    }
    last = index
  }
  guard let last else { return false }
  for gap in places[(last + 1)...] { values[gap] = values[places[last]] }
  return true
}
