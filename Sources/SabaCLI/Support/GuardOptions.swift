internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// The options that name the model whose alerts do not teach.
struct GuardOptions: ParsableArguments {
  @Option(
    name: .customLong("guard"),
    help: ArgumentHelp(
      """
      The model in use: what it alerts on in the history does not teach, unless that stays or comes \
      back. (default with --store: the current version, if half or more of what taught it is not \
      before --training-from)
      """, valueName: "path"))
  var path: String?

  @Flag(help: "With --store, let what the current version alerts on teach as well.")
  var noGuard = false

  func validate() throws {
    if path != nil && noGuard {
      throw ValidationError("--guard names a guard and --no-guard leaves it out; give one of them")
    }
  }

  /// The guard to train behind.
  ///
  /// - Parameters:
  ///   - store: Where the model goes; nil for a file, which has no guard unless one is named.
  ///   - start: Where training begins, in seconds since the epoch; nil for where the history does.
  /// - Returns: The guard, or nil where there is none.
  /// - Throws: ``InputError`` where the model cannot be read.
  func read(in store: ModelStore?, from start: Int?) throws(InputError) -> Guard? {
    if let path {
      return Guard(
        training: TrainingGuard(try ModelFile.read(path)), name: ModelFile.name(of: path),
        path: path)
    }
    guard !noGuard, let store, let contents = try store.contents() else { return nil }
    let version = contents.current
    let name = "version \(version.number)"
    // Training from a deploy on: what the model of before takes for normal is so no longer.
    if let start, 2 * (version.to - start) < version.to - version.from {
      StandardError.print(
        "no guard: most of what taught \(name) is before \(Timestamp.text(start)); to have one, "
          + "name it with --guard")
      return nil
    }
    do throws(InputError) {
      return Guard(training: TrainingGuard(try store.model(version.number)), name: name, path: nil)
    } catch {
      throw InputError(
        error.kind, at: error.place, error.problem,
        cure: "\(error.cure), or train without it as a guard: --no-guard")
    }
  }

  /// A guard, and what it is called.
  struct Guard {
    let training: TrainingGuard
    let name: String
    /// The file that it was asked for by; nil for the current version.
    let path: String?

    /// What does not teach, after saying what does though the guard alerted.
    ///
    /// - Parameters:
    ///   - points: The history.
    ///   - options: What else does not teach.
    /// - Returns: The exclusions.
    /// - Throws: ``InputError`` where the guard that was asked for can judge nothing.
    func exclusions(
      in points: MetricPoints, for options: RoleModelOptions
    ) throws(InputError) -> [Exclusion] {
      let history = try points.history(for: training.model)
        .restricted(from: options.trainingFrom, excluding: options.excluded)
      let review = training.review(history)
      if review.judgedRowCount == 0 {
        let problem = "the guard can judge nothing: no row of the history has half of its metrics"
        guard let path else {
          StandardError.print("\(name): \(problem)")
          return []
        }
        throw InputError(
          .badData, at: .init(path: path), problem,
          cure: "give the model that judges these hosts now, or leave --guard out")
      }
      let teaching = Dictionary(
        grouping: review.alerts.filter { $0.meaning != .incident }, by: \.meaning)
      for meaning in TrainingGuard.ReviewedAlert.Meaning.allCases {
        guard let alerts = teaching[meaning], let first = alerts.first else { continue }
        let hosts = Set(alerts.map(\.host)).count
        StandardError.print(
          Text.printable(
            "\(name) alerted, but it teaches: \(Words.count(alerts.count, "alert")) on "
              + "\(Words.count(hosts, "host")), first \(first.host) at "
              + "\(Timestamp.text(first.range.lowerBound)), \(meaning.words)"))
      }
      return review.exclusions
    }
  }
}

extension TrainingGuard.ReviewedAlert.Meaning {
  /// Why it teaches, or does not.
  fileprivate var words: String {
    switch self {
    case .incident: "which passed"
    case .lasting:
      "for \(Words.duration(TrainingGuard.longestIncident)) or longer, as a change does"
    case .roleChange: "when the whole role changed for good"
    case .habit:
      "at about the same time on \(TrainingGuard.habitDayCount) days or more, as a habit does"
    case .frequent: "on more than \(Text.percent(TrainingGuard.largestShare)) of a host's rows"
    }
  }
}
