internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learns what is normal for a role, from its past metrics.",
    discussion: """
      Reads the metrics of all hosts of a role, two weeks or more of them if there are, and writes \
      a model: one small file. What stands apart from all else in the history, as an incident does, \
      is left out and named. What happens often is normal to the model, so leave out with --exclude \
      the incidents that you know, or tell them to `saba feedback`.

      The model goes into a file (--output), or becomes the current version of a role's models \
      (--store, --role), where earlier ones are kept: see `saba models`. With --if-older training is \
      left out while the current version has been so for less than that time, so that a schedule may \
      call it as often as it likes.

      What the model in use alerted on does not teach the next one: the current version of the store,       or the model of --guard, judges the history first. Alerts that lasted a day, that came with a       change of the whole role, or come back at the same time of day are taken for what is normal now       and teach, and so do all alerts of a host that would lose more than a tenth of its rows.

      Metrics of mackerel-agent, Prometheus' node_exporter and CloudWatch are made comparable between \
      hosts of different size: counters become rates, devices are summed up, processor times are \
      divided by cores, memory and disks by what there is. Other metrics stay as they are. \
      `saba inspect` shows what became of each; --raw-metrics leaves all as they are.

      \(InputHelp.formats)

      Examples:
        saba train --history web-*.csv.gz --output web.saba \\
          --exclude 2026-01-10T02:00Z/2026-01-10T05:00Z
        saba train --history last-month.csv --store models --role web --if-older 3d
      """)

  @OptionGroup var history: HistoryOptions

  @Option(help: ArgumentHelp("The file to write the model to.", valueName: "path"))
  var output: String?

  @OptionGroup var storeOptions: StoreOptions

  @Option(
    help: ArgumentHelp(
      """
      Train only if the current version has been current for this long or there is none, such as 3d; \
      otherwise say so and end with success.
      """, valueName: "duration"))
  var ifOlder: DurationArgument?

  @Option(help: "What there is to say about this version, for whoever lists them.")
  var note: String?

  @OptionGroup var guardOptions: GuardOptions

  @OptionGroup var training: TrainingOptions

  func validate() throws {
    if (output == nil) != storeOptions.isGiven {
      throw ValidationError(
        "say where the model goes: a file with --output, or --store and --role")
    }
    for (option, isGiven) in [
      ("--if-older", ifOlder != nil), ("--note", note != nil), ("--no-guard", guardOptions.noGuard),
    ] where isGiven && output != nil {
      throw ValidationError("\(option) is about versions: give --store and --role, not --output")
    }
  }

  func run() throws {
    let store = storeOptions.isGiven ? try storeOptions.open() : nil
    if let store, try isYoung(store) { return }
    let guardModel = try guardOptions.read(in: store, from: training.trainingFrom?.seconds)
    let (history, options) = try training.read(history, in: store, guardedBy: guardModel)
    let progress = ProgressLine("training")
    defer { progress.end() }
    let model = try RoleModel.train(history: history, options: options) { progress.show($0) }
    progress.end()
    let place: String
    let next: String
    if let store {
      let version = try store.add(model, reason: reason, note: note, at: WallClock.now)
      place = "version \(version.number) of \(store.role) is current now"
      next = "--store \(storeOptions.store ?? "") --role \(store.role)"
    } else {
      try model.write(to: output ?? "")
      place = "wrote \(output ?? "")"
      next = "--model \(output ?? "")"
    }
    for line in ModelDescription(model).trainingLines {
      StandardError.print(Text.printable(line))
    }
    StandardError.print("\(place); next: saba judge \(next) --input …")
  }

  private var reason: ModelStore.Reason {
    if ifOlder != nil { return .schedule }
    return training.trainingFrom.map { .change(at: $0.seconds) } ?? .byHand
  }

  /// Whether the current version is not to be replaced yet, which is then said.
  private func isYoung(_ store: ModelStore) throws -> Bool {
    guard let ifOlder, let contents = try store.contents() else { return false }
    let age = WallClock.now - contents.since
    guard age >= 0, age < ifOlder.seconds else { return false }
    StandardError.print(
      "not trained: version \(contents.current.number) of \(store.role) has been current for "
        + "\(Words.duration(age)), less than \(Words.duration(ifOlder.seconds))")
    return true
  }
}
