internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension EvaluateCommand {
  /// The figure that must not fall, where none is named.
  private static let guardedFigure = "vusPR"
  /// What is compared beside it.
  private static let comparedFigures = [
    "vusPR", "aucPR", "vusROC", "eventRecall.sensitive", "falseAlertsPerHostDay.sensitive",
    "alertHoursOutsideEventsPerHostDay.sensitive", "hitRate100", "firstCulprit",
  ]

  /// Compares two results; the exit status says whether the newer one is significantly worse.
  func runComparison() throws {
    let (old, new) = (try Self.result(at: compare[0]), try Self.result(at: compare[1]))
    let guarded = figure ?? Self.guardedFigure
    var figures = Self.comparedFigures
    if !figures.contains(guarded) { figures.insert(guarded, at: 0) }
    let comparison: ResultComparison
    do throws(ResultMismatch) {
      comparison = try ResultComparison(old: old, new: new, figures: figures)
    } catch {
      throw InputError(
        .badData, at: .init(path: compare[1]), "\(error)",
        cure: "compare results of the same data and detectors")
    }
    if let json { try JSONOutput.write(comparison, to: json) }
    if json != "-" {
      for line in comparison.lines { StandardOutput.print(Text.printable(line)) }
    }
    guard let failBelow else { return }
    try checkCompleteness(of: guarded, old: old, new: new)
    let losses = comparison.changes.filter {
      $0.figure == guarded && $0.isSignificantLoss(beyond: failBelow)
    }
    for loss in losses {
      let evidence =
        loss.comparison.interval == nil
        ? "on one entity, which cannot tell whether by chance"
        : "on average, and the interval leaves out 0"
      StandardError.print(
        "\(loss.detector): \(guarded) is worse by \(Text.number(loss.loss)) \(evidence); "
          + "\(Text.number(failBelow)) would pass")
    }
    if !losses.isEmpty { throw ExitCode(1) }
  }

  /// Refuses to call nothing a success: whatever had the figure must have it still.
  private func checkCompleteness(
    of figure: String, old: EvaluationResult, new: EvaluationResult
  ) throws(InputError) {
    let (known, missing) = ResultComparison.places(of: figure, old: old, new: new)
    guard known > 0 else {
      throw InputError(
        .badData, at: .init(path: compare[0]), "no entity has the figure \(figure)",
        cure: "name another one with --figure")
    }
    guard let first = missing.first else { return }
    throw InputError(
      .badData, at: .init(path: compare[1]),
      "\(figure) is missing in \(missing.count) of \(known) places where the older result has it, "
        + "first for \(first)", cure: "evaluate the same detectors on the same entities")
  }

  private static func result(at path: String) throws -> EvaluationResult {
    let bytes = try ByteSource.contents(of: path)
    do {
      return try JSONDecoder().decode(EvaluationResult.self, from: Data(bytes))
    } catch {
      throw InputError(
        .badData, at: .init(path: path), "this is not a result of `saba evaluate --json`",
        cure: "give the file that it wrote")
    }
  }
}
