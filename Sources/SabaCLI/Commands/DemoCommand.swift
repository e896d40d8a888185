internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// `saba demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The whole story on a simulated role: learn, preview, judge, report.",
    discussion: """
      Learns a role of three web servers from two weeks of metrics, shows what would have alerted \
      in them, judges three days in which six things go wrong, and says in plain words what it \
      found. Writes the model, the verdicts and report.html into a folder.
      """)

  @Option(help: "The folder to write to; made if it is not there.")
  var output = "saba-demo"

  @Option(
    help: "A role as `saba simulate` writes it. (default: the committed fixture web-role)")
  var role: String?

  func run() throws {
    let role = role ?? "\(Self.home)/Fixtures/web-role"
    let dataset = try Dataset(path: role)
    let name = dataset.entityNames[0]
    let folder = "\(role)/\(name)"
    let entity = try dataset.entity(named: name)
    let incidents = try Incident.read(path: "\(folder)/incidents.csv")
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .inputOutput, at: .init(path: output), "the folder cannot be made",
        cure: "choose another with --output")
    }
    let modelPath = "\(output)/\(name).saba"

    say("1. Learn what is normal", "saba train --history \(folder)/train.csv --output \(modelPath)")
    let progress = ProgressLine("training")
    defer { progress.end() }
    let (history, mapping) = entity.train.canonical()
    var options = RoleModelOptions()
    options.mapping = mapping
    let model = try RoleModel.train(history: history, options: options) { progress.show($0) }
    progress.end()
    try model.write(to: modelPath)
    show(ModelDescription(model).trainingLines)

    say(
      "2. Preview: what would have alerted in the history",
      "saba preview --history \(folder)/train.csv")
    let previewing = ProgressLine("previewing")
    defer { previewing.end() }
    let models = try ModelSequence(crossFitting: history) { previewing.show($0) }
    previewing.end()
    show(AlertPreview(preview: HistoryPreview(of: history, by: models)).lines)

    say("3. Judge the days after", "saba judge --model \(modelPath) --input \(folder)/test.csv")
    let test = entity.test.canonical(for: model)
    let judgement = Judgement(of: test, after: history, by: model)
    try AtomicFile.write(
      judgement.verdicts.map { $0.jsonLine + "\n" }.joined(), to: "\(output)/verdicts.jsonl")
    let match = IncidentMatch(alerts: judgement.alerts, incidents: incidents, model: model)
    show(match.lines)

    let report = RoleReport(
      title: "Saba's demo: a role of \(Words.count(test.frames.count, "web server"))",
      model: model, policy: judgement.policy, verdicts: judgement.verdicts,
      alerts: judgement.alerts, incidents: incidents)
    try AtomicFile.write(report.html(), to: "\(output)/report.html")
    StandardOutput.print("")
    StandardOutput.print(
      "Look at \(output)/report.html; every verdict is in \(output)/verdicts.jsonl.")
  }

  private func say(_ title: String, _ command: String) {
    StandardOutput.print("")
    StandardOutput.print(title)
    StandardOutput.print("   $ \(command)")
  }

  private func show(_ lines: [String]) {
    for line in lines { StandardOutput.print(line.isEmpty ? "" : "   " + Text.printable(line)) }
  }

  /// The repository, as `Scripts/saba` says; else the current folder.
  private static var home: String {
    ProcessInfo.processInfo.environment["SABA_HOME"] ?? "."
  }
}
