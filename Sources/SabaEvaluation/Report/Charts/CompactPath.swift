/// The data of a path in whole units, each point told by its way from the one before: a third of the
/// bytes of a path in tenths from the corner.
struct CompactPath {
  /// What goes into the attribute `d`.
  private(set) var data = ""

  /// A path along points, a list for each part; what is alone is a dot.
  init(along parts: [[PlotFrame.Point]]) {
    for part in parts { add(part, ifSingle: "h0", end: "") }
  }

  /// A path around corners, a list for each part.
  init(around parts: [[PlotFrame.Point]]) {
    for part in parts { add(part, ifSingle: "", end: "Z") }
  }

  private mutating func add(
    _ points: [PlotFrame.Point], ifSingle: String, end: String
  ) {
    guard let first = points.first else { return }
    var x = Int(first.x.rounded())
    var y = Int(first.y.rounded())
    data += "M\(x) \(y)"
    var isFirstStep = true
    for point in points.dropFirst() {
      let (nextX, nextY) = (Int(point.x.rounded()), Int(point.y.rounded()))
      if nextX == x && nextY == y { continue }
      data += isFirstStep ? "l\(nextX - x)" : Self.separated(nextX - x)
      data += Self.separated(nextY - y)
      isFirstStep = false
      (x, y) = (nextX, nextY)
    }
    data += (isFirstStep ? ifSingle : "") + end
  }

  /// A minus separates numbers as well as a blank does.
  private static func separated(_ number: Int) -> String {
    number < 0 ? "\(number)" : " \(number)"
  }
}
