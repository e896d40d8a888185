internal import ArgumentParser
internal import Saba

/// `saba fleet`.
struct FleetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Looks at the file that says which hosts are judged by what, and who hears of it.",
    subcommands: [Check.self])

  /// `saba fleet check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks a fleet's file and says in words what it comes to.",
      discussion: """
        The file is one JSON object; models are relative to its folder:

          {
            "timeZone": "Asia/Tokyo",
            "models": {"Shop: web": "web.saba", "Shop: db": null},
            "hosts": [{"name": "web01", "status": "working", "roles": ["Shop: web"]}],
            "monitors": [{"type": "anomalyDetection", "name": "web", "scopes": ["Shop: web"],
                          "warningSensitivity": "sensitive", "maxCheckAttempts": 3}],
            "downtimes": [{"name": "backup", "start": 1767571200, "duration": 60,
                           "recurrence": {"type": "daily", "interval": 1}}],
            "alertGroupSettings": [{"name": "the shop", "serviceScopes": ["Shop"]}],
            "vanishedAfterMinutes": 20
          }

        Monitors, downtimes and alert groups are written as in Mackerel's API, and all of its rules \
        are checked. A status is working, standby (judged, nobody is notified), maintenance or \
        poweroff (not judged). All scopes of one must hold what an alert is of. Downtimes recur by \
        the clock of the time zone; weeks begin on Monday.

        Exit status: 0 where all is well, notes or not; 65 bad data, 66 no input.
        """)

    @Argument(help: "The fleet's file; - for standard input.")
    var fleet: String

    @Option(help: "Show downtimes from this time on. (default: now)")
    var at: TimeArgument?

    func run() throws {
      let description = FleetDescription(
        fleet: try FleetFile.read(fleet), now: at?.seconds ?? FleetFile.now)
      for line in description.lines { StandardOutput.print(Text.printable(line)) }
    }
  }
}
