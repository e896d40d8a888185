import Foundation
import Saba

/// Saba's side of a comparison; `Benchmarks/Peers/README.md` has the arguments and the protocol.
@main
enum PeersWorker {
  static func main() {
    do {
      try serve()
    } catch {
      FileHandle.standardError.write(Data("PeersWorker: \(error)\n".utf8))
      exit(70)
    }
  }

  private static func serve() throws {
    let task = try Task(CommandLine.arguments.dropFirst())
    switch task.work {
    case "stl", "mstl", "many": try serve(SeasonalContest(task), output: task.output)
    case "holtWinters", "profile": try serve(StreamContest(task), output: task.output)
    case "volumes", "averagePrecision", "pate", "affiliation", "nab":
      try serve(EvaluationContest(task), output: task.output)
    default: try serve(MixtureContest(task), output: task.output)
    }
  }

  private static func serve(_ contest: some Contest, output: String) throws {
    let clock = ContinuousClock()
    say("ready")
    while let line = readLine() {
      guard let count = Int(line), count > 0 else {
        throw WorkerError(description: "\(line) is not a count")
      }
      let start = clock.now
      let result = try contest.run(count)
      let seconds = (clock.now - start) / .seconds(1)
      try RawDoubles.write(contest.summary(of: result), to: output)
      say("\(seconds)")
    }
  }

  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

/// One kind of work, ready to be timed.
protocol Contest {
  associatedtype Outcome

  /// Does the work so many times.
  func run(_ count: Int) throws -> Outcome

  /// The numbers by which results are compared.
  func summary(of outcome: Outcome) -> [Double]
}

struct WorkerError: Error, CustomStringConvertible {
  let description: String
}
