internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba decompose`.
struct DecomposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decompose",
    abstract: "Splits a metric into trend, seasons and remainder.",
    discussion: """
      Decomposes one metric of one host by STL, or MSTL where there are several periods, and prints \
      CSV, one row an interval:

        timestamp     beginning of the interval, ISO 8601; by the clock of --zone
                      with its offset, otherwise UTC
        value         the mean over the interval; empty if missing
        trend         the slow part
        seasonal_1d   the part that repeats, one column for each period
        remainder     value less trend and seasons; empty if missing
        weight        1 for normal values, towards 0 for outliers (with
                      --robust); 0 if missing

      trend, seasons and remainder add up to the value. Two cycles of the longest period are \
      needed. A period that is no multiple of the interval is rounded to whole intervals, and \
      standard error says so.

      \(InputHelp.formats)

      Examples:
        saba decompose --input web01.csv --period 1d,1w --robust --svg web01.svg
        saba decompose --input metrics.csv --host web01 --metric loadavg5 \\
          --period 1d --zone Asia/Tokyo > parts.csv
      """)

  @Option(
    name: .customLong("input"), parsing: .upToNextOption,
    help: ArgumentHelp("Files of metrics; - for standard input.", valueName: "path"))
  var paths: [String]

  @Option(
    help: """
      How long it takes until the pattern repeats: 1d, or several such as 1d,1w; auto looks for \
      periods in the data.
      """)
  var period: String

  @Option(help: "The host. (default: the only one)")
  var host: String?

  @Option(help: "The metric. (default: the only one)")
  var metric: String?

  @Option(
    help: ArgumentHelp(
      "The interval of the grid, such as 5m; values in it are averaged. (default: the data's own)",
      valueName: "duration"))
  var interval: DurationArgument?

  @Option(
    help: """
      The time zone whose clock the seasons follow, such as Europe/Berlin, so that a pattern at \
      09:00 stays there when clocks change. (default: UTC)
      """)
  var zone: String?

  @Flag(help: "Keep outliers out of trend and seasons: they lose their weight.")
  var robust = false

  @Option(
    help: ArgumentHelp(
      """
      Over how many cycles a season is smoothed, an odd number: the fewer, the faster it may \
      change; periodic for never. (default: 7 for one period, 11, 15 … for several; periodic where \
      the data has fewer cycles than that)
      """, valueName: "cycles"))
  var seasonalWindow: String?

  @Option(
    help: ArgumentHelp(
      """
      Over how long the trend is smoothed, such as 2w; longer is smoother. (default: about twice \
      the longest period)
      """, valueName: "duration"))
  var trendWindow: DurationArgument?

  @Option(help: "Draw a chart into this SVG file; - for standard output in place of the CSV.")
  var svg: String?

  @Option(help: "Write the same as JSON to a file; - for standard output in place of the CSV.")
  var json: String?

  @Flag(help: "End at the first line that cannot be read.")
  var strict = false

  func validate() throws {
    _ = try settings()
    if let interval, interval.seconds > 31 * 86_400 {
      throw ValidationError("--interval must be at most 31d")
    }
    if svg == "-" && json == "-" {
      throw ValidationError("only one of --svg and --json can go to standard output")
    }
  }

  func run() throws {
    let input = try SeriesInput(
      paths: paths, host: host, metric: metric, interval: interval?.seconds, strict: strict)
    let progress = ProgressLine("decomposing")
    progress.show(Words.count(input.grid.count, "point"))
    defer { progress.end() }
    let result = try SeriesDecomposition(of: input, settings())
    progress.end()
    if let svg, svg != "-" { try AtomicFile.write(result.figure.svg(), to: svg) }
    if let json { try JSONOutput.write(result.document, to: json) }
    if svg == "-" {
      StandardOutput.print(result.figure.svg())
    } else if json != "-" {
      result.printTable()
    }
    for line in result.summary { StandardError.print(Text.printable(line)) }
  }

  private func settings() throws(ValidationError) -> SeriesDecomposition.Settings {
    var settings = SeriesDecomposition.Settings(periods: try PeriodArgument(period))
    settings.isRobust = robust
    settings.trendWindow = trendWindow?.seconds
    if let seasonalWindow { settings.seasonalWindow = try .init(argument: seasonalWindow) }
    if let zone {
      do throws(FitError) {
        settings.zone = try LocalZone(identifier: zone)
      } catch {
        throw ValidationError("\(error)")
      }
    }
    return settings
  }
}
