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
    guard let task = Task(CommandLine.arguments.dropFirst()) else {
      throw WorkerError(
        description: "usage: PeersWorker WORK STRUCTURE D K SAMPLES MODEL OUTPUT [THREADS]")
    }
    let contest = try MixtureContest(task)
    let clock = ContinuousClock()
    say("ready")
    while let line = readLine() {
      guard let count = Int(line), count > 0 else {
        throw WorkerError(description: "\(line) is not a count")
      }
      let start = clock.now
      let result = try contest.run(count)
      let seconds = (clock.now - start) / .seconds(1)
      try RawDoubles.write(contest.summary(of: result), to: task.output)
      say("\(seconds)")
    }
  }

  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

/// What the worker was asked for.
struct Task {
  let work: String
  let structure: String
  let dimension: Int
  let componentCount: Int
  let samples: String
  let model: String
  let output: String
  let threadCount: Int

  init?(_ arguments: ArraySlice<String>) {
    let all = Array(arguments)
    guard
      all.count == 7 || all.count == 8, let d = Int(all[2]), let k = Int(all[3]),
      let threads = Int(all.count == 8 ? all[7] : "1")
    else { return nil }
    (work, structure, dimension, componentCount) = (all[0], all[1], d, k)
    (samples, model, output, threadCount) = (all[4], all[5], all[6], threads)
  }
}

struct WorkerError: Error, CustomStringConvertible {
  let description: String
}
