internal import ArgumentParser
internal import SabaEvaluation

/// The detectors that the options of `saba evaluate` name, in the order of the result.
struct DetectorChoice {
  let detectors: [any EvaluatedDetector]

  private static let usual: [any EvaluatedDetector] = [RoleDetector(), RandomDetector()]
  private static let known: [any EvaluatedDetector] =
    [RoleDetector()] + Baselines.all

  /// All names, for help.
  static let names = known.map(\.name).joined(separator: ", ")

  /// Puts them together: those that are named, or the usual ones; then the baselines; then scores of
  /// others.
  ///
  /// - Throws: `ValidationError` for an unknown name, or one that comes twice.
  init(names: [String], baselines: Bool, scoresFrom: [String]) throws {
    var chosen: [any EvaluatedDetector] = []
    for name in names {
      guard let detector = Self.known.first(where: { $0.name == name }) else {
        throw ValidationError("there is no detector '\(name)'; choose from \(Self.names)")
      }
      if !chosen.contains(where: { $0.name == name }) { chosen.append(detector) }
    }
    if names.isEmpty { chosen = Self.usual }
    if baselines {
      chosen += Self.known.dropFirst().filter { known in
        !chosen.contains { $0.name == known.name }
      }
    }
    for folder in scoresFrom {
      let parts = folder.split(separator: "=", maxSplits: 1).map(String.init)
      let detector =
        parts.count == 2
        ? ScoredDetector(directory: parts[1], name: parts[0]) : ScoredDetector(directory: folder)
      guard !detector.name.isEmpty, !chosen.contains(where: { $0.name == detector.name }) else {
        throw ValidationError(
          "two detectors have the name '\(detector.name)'; give --scores-from another as NAME=FOLDER"
        )
      }
      chosen.append(detector)
    }
    detectors = chosen
  }
}
