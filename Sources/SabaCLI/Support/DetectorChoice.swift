internal import ArgumentParser
internal import SabaEvaluation

/// The detectors that the options of `saba evaluate` name, in the order of the result.
struct DetectorChoice {
  let detectors: [any EvaluatedDetector]

  private static let usual: [any EvaluatedDetector] = [RoleDetector(), RandomDetector()]
  private static let known: [any EvaluatedDetector] =
    [RoleDetector()] + Baselines.all + RoleDetector.ablations

  /// All names but those of ablations, for help.
  static let names = ([RoleDetector().name] + Baselines.all.map(\.name)).joined(separator: ", ")
  /// The names of ablations.
  static let ablationNames = RoleDetector.ablations.map(\.name).joined(separator: ", ")

  /// Puts them together: those that are named, or the usual ones; then the baselines; then the role
  /// detector without each of its steps; then scores of others.
  ///
  /// - Throws: `ValidationError` for an unknown name, or one that comes twice.
  init(names: [String], baselines: Bool, ablations: Bool, scoresFrom: [String]) throws {
    var chosen: [any EvaluatedDetector] = []
    for name in names {
      guard let detector = Self.known.first(where: { $0.name == name }) else {
        throw ValidationError(
          "there is no detector '\(name)'; choose from \(Self.names), \(Self.ablationNames)")
      }
      if !chosen.contains(where: { $0.name == name }) { chosen.append(detector) }
    }
    if names.isEmpty { chosen = Self.usual }
    let added: [any EvaluatedDetector] =
      (baselines ? Baselines.all : []) + (ablations ? RoleDetector.ablations : [])
    chosen += added.filter { detector in !chosen.contains { $0.name == detector.name } }
    for text in scoresFrom {
      let detector = Self.scored(text)
      // The name is that of a folder too, where scores are written.
      guard !["", ".", ".."].contains(detector.name) else {
        throw ValidationError("'\(text)' names no detector; give --scores-from as NAME=FOLDER")
      }
      guard !chosen.contains(where: { $0.name == detector.name }) else {
        throw ValidationError(
          "two detectors have the name '\(detector.name)'; give --scores-from another as NAME=FOLDER"
        )
      }
      chosen.append(detector)
    }
    detectors = chosen
  }

  /// Somebody's detector as `FOLDER` or `NAME=FOLDER`.
  static func scored(_ text: String) -> ScoredDetector {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    // What has a slash before the sign is a folder.
    guard parts.count == 2, !parts[0].contains("/") else { return ScoredDetector(directory: text) }
    return ScoredDetector(directory: parts[1], name: parts[0])
  }
}
