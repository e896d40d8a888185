/// What the worker was asked for.
struct Task {
  let work: String
  let output: String
  private let settings: [Substring: Substring]

  init(_ arguments: ArraySlice<String>) throws {
    guard arguments.count >= 2 else {
      throw WorkerError(description: "usage: PeersWorker WORK OUTPUT NAME=VALUE…")
    }
    work = arguments[arguments.startIndex]
    output = arguments[arguments.startIndex + 1]
    let pairs = arguments.dropFirst(2).map { $0.split(separator: "=", maxSplits: 1) }
    guard pairs.allSatisfy({ $0.count == 2 }) else {
      throw WorkerError(description: "settings are NAME=VALUE")
    }
    settings = Dictionary(pairs.map { ($0[0], $0[1]) }) { _, last in last }
  }

  func text(_ name: String) throws -> String {
    guard let value = settings[Substring(name)] else {
      throw WorkerError(description: "there is no \(name)=…")
    }
    return String(value)
  }

  /// Whole numbers with commas between them.
  func integers(_ name: String) throws -> [Int] {
    try text(name).split(separator: ",").map {
      guard let number = Int($0) else {
        throw WorkerError(description: "\(name)=\($0) is not a whole number")
      }
      return number
    }
  }

  func integer(_ name: String, default other: Int? = nil) throws -> Int {
    if let other, settings[Substring(name)] == nil { return other }
    return try integers(name)[0]
  }
}
