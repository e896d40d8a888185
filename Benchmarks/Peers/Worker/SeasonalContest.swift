import Saba

/// One kind of work with seasons, ready to be timed.
struct SeasonalContest: Contest {
  /// Takes so many runs; gives the seasons by ascending period, then the trend.
  private let decompose: (Int) throws -> [Decomposition]

  init(_ task: Task) throws {
    let values = try RawDoubles.read(task.text("values"))
    let periods = try task.integers("periods")
    let windows = try task.integers("windows").map { STLOptions.SeasonalWindow.cycles($0) }
    var options = STLOptions()
    options.innerIterations = try task.integer("inner")
    options.outerIterations = try task.integer("outer")
    options.isRobust = options.outerIterations != 0
    if task.work == "mstl" {
      var all = MSTLOptions()
      all.seasonalWindows = windows
      all.stl = options
      let mstl = MSTL(periods: periods, options: all)
      decompose = { count in
        try (0..<count).map { _ in try mstl.decompose(values) }.suffix(1)
      }
      return
    }
    options.seasonalWindow = windows[0]
    options.trendWindow = try task.integer("trend")
    options.lowPassWindow = try task.integer("lowPass")
    let stl = STL(period: periods[0], options: options)
    switch task.work {
    case "stl":
      decompose = { count in
        try (0..<count).map { _ in try stl.decompose(values) }.suffix(1)
      }
    case "many":
      // As many series as the file holds, so many times: memory stays small.
      let length = try task.integer("length")
      let threadCount = try task.integer("threads")
      let series = stride(from: 0, to: values.count, by: length).map {
        Array(values[$0..<($0 + length)])
      }
      decompose = { count in
        var last: [Decomposition] = []
        for _ in 0..<count {
          last = try stl.decompose(series, threadCount: threadCount).map { try $0.get() }
        }
        return last
      }
    default: throw WorkerError(description: "there is no work \(task.work)")
    }
  }

  func run(_ count: Int) throws -> [Decomposition] { try decompose(count) }

  func summary(of outcome: [Decomposition]) -> [Double] {
    outcome.flatMap { $0.seasons.flatMap(\.values) + $0.trend }
  }
}
