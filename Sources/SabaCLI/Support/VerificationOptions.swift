internal import ArgumentParser
internal import SabaEvaluation
internal import Synchronization

/// What a check on simulated roles found.
protocol VerificationReport: Encodable, Sendable {
  /// Whether all is as it should be.
  var isKept: Bool { get }
  /// The report as a table.
  func lines() -> [String]
}

extension BudgetReport: VerificationReport {
  /// Whether every promise is kept.
  var isKept: Bool { results.allSatisfy(\.isKept) }
}

extension OperationReport: VerificationReport {}

/// The options of commands that run a check on simulated roles.
struct VerificationOptions: ParsableArguments {
  @Option(help: "How many roles run at once. (default: one a processor)")
  var jobs: Int?

  @Option(help: "Write the counts as JSON to a file; - for standard output in place of the table.")
  var json: String?

  /// The most seeds of one run.
  static let mostSeeds = 1000

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
  }

  /// Refuses more seeds than a run may have.
  static func check(_ seeds: ClosedRange<UInt64>) throws {
    guard seeds.upperBound - seeds.lowerBound < UInt64(mostSeeds) else {
      throw ValidationError("--seeds must name at most \(mostSeeds) seeds")
    }
  }

  /// Refuses a name that is none of the choices of an option.
  static func check<Choice: CaseIterable & RawRepresentable<String>>(
    _ names: [String], of type: Choice.Type, noun: String
  ) throws {
    for name in names where Choice(rawValue: name) == nil {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("there is no \(noun) '\(name)'; choose from \(names)")
    }
  }

  /// Refuses a number outside of the range of its option.
  static func check(_ numbers: [(option: String, value: Int, range: ClosedRange<Int>)]) throws {
    for (option, value, range) in numbers where !range.contains(value) {
      throw ValidationError("\(option) must be \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// Runs a check, shows how far it is, and writes what it found.
  ///
  /// - Parameters:
  ///   - total: The number of roles.
  ///   - run: The check; it calls what it is given with the number of roles done and the name of the last.
  /// - Throws: `ExitCode` 1 where the report is not good, and ``Interruption/status`` where there is none.
  func verify<Report: VerificationReport>(
    total: Int,
    run: @escaping @Sendable (@escaping @Sendable (Int, String) -> Void) async throws -> Report
  ) async throws {
    try OutputPath.check([json])
    let report = try await Self.guarded(total: total, run: run)
    if let json { try JSONOutput.write(report, to: json) }
    if json != "-" {
      for line in report.lines() { StandardOutput.print(line) }
    }
    if !report.isKept { throw ExitCode(1) }
  }

  private static func guarded<Report: Sendable>(
    total: Int,
    run: @escaping @Sendable (@escaping @Sendable (Int, String) -> Void) async throws -> Report
  ) async throws -> Report {
    do {
      return try await Interruption.guarding {
        let line = Mutex(ProgressLine("verifying"))
        line.withLock { $0.show(0) }
        defer { line.withLock { $0.end() } }
        return try await run { doneCount, last in
          line.withLock { $0.show(Double(doneCount) / Double(total), last) }
        }
      } onFirst: {
        StandardError.print("\nstopping: waiting for the roles under way; Ctrl-C ends at once")
      }
    } catch is CancellationError {
      StandardError.print("interrupted: there is no result")
      throw ExitCode(Interruption.status)
    }
  }
}
