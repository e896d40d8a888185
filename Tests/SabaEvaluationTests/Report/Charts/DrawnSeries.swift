/// Series as they stand in a page.
enum DrawnSeries {
  /// The codes of a ``SampleCode``'s text, by the definition of base 64.
  static func codes(_ text: String) -> [Int] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let places = text.map { letters.firstIndex(of: $0) ?? -1 }
    return stride(from: 0, to: places.count - 1, by: 2).map { 64 * places[$0] + places[$0 + 1] }
  }

  /// The points of a path of whole numbers with the commands M, l, h0 and Z.
  static func points(_ path: String) -> [(x: Int, y: Int)] {
    var points: [(x: Int, y: Int)] = []
    for part in path.split(separator: "M") {
      let commands = part.split(separator: "l", maxSplits: 1)
      let start = numbers(commands[0])
      points.append((start[0], start[1]))
      guard commands.count == 2 else { continue }
      let steps = numbers(commands[1])
      for step in stride(from: 0, to: steps.count - 1, by: 2) {
        let last = points[points.count - 1]
        points.append((last.x + steps[step], last.y + steps[step + 1]))
      }
    }
    return points
  }

  /// Numbers that a blank or a minus separates, up to another command.
  private static func numbers(_ text: Substring) -> [Int] {
    text.prefix { $0.isNumber || $0 == "-" || $0 == " " }.replacing("-", with: " -")
      .split(separator: " ").compactMap { Int($0) }
  }
}
