/// The simplex method of Nelder and Mead: a minimum of a function of a few variables, without
/// derivatives and without chance.
///
/// Source: Nelder, Mead (1965), doi:10.1093/comjnl/7.4.308; the order of the steps after Lagarias,
/// Reeds, Wright, Wright (1998), doi:10.1137/S1052623496303470.
public struct NelderMead: Sendable, Hashable {
  /// The best point found.
  public private(set) var point: [Double]
  /// The function's value there.
  public private(set) var value: Double
  /// How often the function was called.
  public private(set) var evaluationCount = 0
  /// Whether the simplex became as flat as asked before the evaluations ran out.
  public private(set) var converged = false

  /// Searches for a minimum.
  ///
  /// - Parameters:
  ///   - start: Where to begin; at least one variable.
  ///   - steps: The edges of the first simplex, one a variable, none 0.
  ///   - tolerance: The search ends where the values at the corners differ by at most this share of
  ///     the least one's size, and the corners by at most its root in units of the steps.
  ///   - maximumEvaluations: About how often the function may be called.
  ///   - function: What to minimise; what is not a number counts as infinite.
  public init(
    from start: [Double], steps: [Double], tolerance: Double, maximumEvaluations: Int,
    _ function: ([Double]) -> Double
  ) {
    precondition(!start.isEmpty && start.count == steps.count, "one step a variable")
    let d = start.count
    var calls = 0
    func call(_ point: [Double]) -> (point: [Double], value: Double) {
      calls += 1
      let value = function(point)
      return (point, value.isNaN ? .infinity : value)
    }
    var corners = [call(start)]
    for j in 0..<d {
      var corner = start
      corner[j] += steps[j]
      corners.append(call(corner))
    }
    func isFlat() -> Bool {
      let difference = corners[d].value - corners[0].value
      // Where all corners are equal, nothing tells the directions apart.
      if corners[d].value == corners[0].value { return true }
      guard difference <= tolerance * abs(corners[0].value) else { return false }
      let reach = tolerance.squareRoot()
      return corners.dropFirst().allSatisfy { corner in
        (0..<d).allSatisfy {
          abs(corner.point[$0] - corners[0].point[$0]) <= reach * abs(steps[$0])
        }
      }
    }
    while true {
      corners.sort { $0.value < $1.value }
      converged = isFlat()
      if converged || calls >= maximumEvaluations { break }
      let centre = (0..<d).map { j in corners[..<d].reduce(0) { $0 + $1.point[j] } / Double(d) }
      // The point on the line from the worst corner through the centre of the others.
      func onLine(_ share: Double) -> [Double] {
        (0..<d).map { centre[$0] + share * (corners[d].point[$0] - centre[$0]) }
      }
      let reflected = call(onLine(-1))
      if reflected.value < corners[0].value {
        let expanded = call(onLine(-2))
        corners[d] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < corners[d - 1].value {
        corners[d] = reflected
      } else {
        let isOutside = reflected.value < corners[d].value
        let contracted = call(onLine(isOutside ? -0.5 : 0.5))
        if contracted.value < min(reflected.value, corners[d].value) {
          corners[d] = contracted
        } else {
          for i in 1...d {
            corners[i] = call(
              (0..<d).map { 0.5 * (corners[0].point[$0] + corners[i].point[$0]) })
          }
        }
      }
    }
    point = corners[0].point
    value = corners[0].value
    evaluationCount = calls
  }
}
