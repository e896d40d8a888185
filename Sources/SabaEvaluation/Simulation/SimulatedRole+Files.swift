public import Saba

// The layout `entities`: a manifest, and a folder for the one entity, which is the role.
extension SimulatedRole {
  private static let manifestName = "dataset.json"
  private static let entity = "web"

  /// Writes the role as a data set that `saba evaluate` reads.
  ///
  /// The folder then holds `dataset.json` and in `web/` the files `train.csv`, `test.csv`,
  /// `labels.csv`, `interpretation.csv` and `incidents.csv`. Rows are sorted by host, then time; an
  /// empty cell is a missing value. Training rows of a silent host are absent; the test part has
  /// every row, so that the rows in `labels.csv` (from 0, the end included) are those of
  /// `test.csv`. The manifest is written last: a set without one is not complete.
  ///
  /// - Parameter directory: The folder; created where needed. An earlier simulated set is replaced.
  /// - Throws: ``InputError`` when the folder holds anything but a simulated set, or cannot be
  ///   written.
  public func write(to directory: String) throws(InputError) {
    let folder = Folder(path: directory)
    let entity = Folder(path: folder.path(of: Self.entity))
    let files = entityFiles()
    guard try Self.isReplaceable(folder, entity, files: files.map(\.name)) else {
      throw InputError(
        .badData, at: .init(path: folder.path),
        "the folder holds something else than a simulated set",
        cure: "name an empty or new folder")
    }
    try entity.create()
    // A set that is being replaced must not look complete half-way.
    try folder.remove(Self.manifestName)
    for file in files { try AtomicFile.write(file.text, to: entity.path(of: file.name)) }
    try AtomicFile.write(manifest, to: folder.path(of: Self.manifestName))
  }

  /// The command line that makes the role again, in a folder to choose; nil where none does.
  var command: String? {
    guard var known = Scenario.all.first(where: { $0.name == scenario.name }) else { return nil }
    var command = "saba simulate --scenario \(known.name) --seed \(seed)"
    let options: [(name: String, value: WritableKeyPath<Scenario, Int>)] = [
      ("--hosts", \.hosts), ("--days", \.trainingDays), ("--test-days", \.testDays),
    ]
    for option in options where scenario[keyPath: option.value] != known[keyPath: option.value] {
      known[keyPath: option.value] = scenario[keyPath: option.value]
      command += " \(option.name) \(scenario[keyPath: option.value])"
    }
    return known == scenario ? command + " --output FOLDER" : nil
  }

  /// Whether a folder is absent, empty, a simulated set, or an unfinished one.
  private static func isReplaceable(
    _ folder: Folder, _ entity: Folder, files: [String]
  ) throws(InputError) -> Bool {
    guard let entries = try folder.entries(), !entries.isEmpty else { return true }
    if entries.contains(manifestName) {
      return folder.beginning(of: manifestName, byteCount: 4096)?.contains("\"scenario\"") == true
    }
    guard entries == [Self.entity], let names = try entity.entries() else { return false }
    return names.allSatisfy(files.contains)
  }

  private func entityFiles() -> [(name: String, text: String)] {
    [
      ("train.csv", table(of: train, silentRows: false)),
      ("test.csv", table(of: test, silentRows: true)),
      ("labels.csv", ranges(header: "start,end") { _ in "" }),
      (
        "interpretation.csv",
        ranges(header: "start,end,metrics") { ",\($0.culprits.joined(separator: " "))" }
      ),
      ("incidents.csv", story()),
    ]
  }

  private func table(of history: RoleHistory, silentRows: Bool) -> String {
    var text = "timestamp,host,\(history.metrics.joined(separator: ","))\n"
    for frame in history.frames {
      for row in 0..<frame.rowCount {
        let values = frame.values.row(row)
        guard silentRows || values.contains(where: { !$0.isNaN }) else { continue }
        text += "\(frame.time(ofRow: row)),\(frame.host)"
        for value in values {
          text += ","
          if !value.isNaN { text += SignificantDecimal(rounding: value, to: 4).text }
        }
        text += "\n"
      }
    }
    return text
  }

  /// The rows of the test table in which each host is affected, in the order of the rows.
  private func ranges(header: String, _ rest: (Incident) -> String) -> String {
    var text = "\(header)\n"
    var offset = 0
    for frame in test.frames {
      for incident in incidents where incident.hosts.contains(frame.host) {
        let first = offset + (incident.start - frame.start) / frame.interval
        let last = offset + (incident.end - frame.start) / frame.interval - 1
        text += "\(first),\(last)\(rest(incident))\n"
      }
      offset += frame.rowCount
    }
    return text
  }

  private func story() -> String {
    var text = "kind,hosts,start,end,culprits,description\n"
    for incident in incidents {
      let fields = [
        incident.kind.rawValue, incident.hosts.joined(separator: " "),
        Timestamp.text(incident.start), Timestamp.text(incident.end),
        incident.culprits.joined(separator: " "), incident.description,
      ]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }

  private var manifest: String {
    // The evaluation tolerates a detection this many rows beside a label.
    let buffer = 20
    return """
      {
        "name": \(JSONText.quoted(scenario.name)),
        "layout": "entities",
        "intervalSeconds": \(scenario.interval),
        "vusBuffer": \(buffer),
        "testContinuesTrain": true,
        "scenario": \(JSONText.quoted(scenario.name)),
        "seed": \(seed),
        "hosts": \(scenario.hosts),
        "trainingDays": \(scenario.trainingDays),
        "testDays": \(scenario.testDays),
        "start": \(JSONText.quoted(Timestamp.text(scenario.start))),
        "licence": "Apache-2.0",
        "command": \(command.map(JSONText.quoted) ?? "null")
      }

      """
  }
}
