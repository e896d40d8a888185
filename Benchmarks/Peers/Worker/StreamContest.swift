import Saba

/// A model that judges each value of a stream and then learns from it, ready to be timed.
struct StreamContest: Contest {
  /// Takes so many passes over the values; gives the sum of the squared deviations from what was expected.
  private let judge: (Int) throws -> Double

  init(_ task: Task) throws {
    let values = try RawDoubles.read(task.text("values"))
    let period = try task.integers("periods")[0]
    switch task.work {
    case "holtWinters":
      let form = HoltWinters.Form(trend: .linear, periods: [period])
      let (model, _) = try HoltWinters.fit(values, options: HoltWintersOptions(form: form))
      judge = { count in
        var model = model
        var sum = 0.0
        for _ in 0..<count {
          for value in values {
            let (expected, deviation) = model.update(with: value)
            let z = (value - expected) / deviation
            sum += z * z
          }
        }
        return sum
      }
    case "profile":
      // A value every five minutes, day after day.
      let interval = 86_400 / period
      let model = try SeasonalProfile(options: SeasonalProfileOptions(interval: interval))
      judge = { count in
        var model = model
        var sum = 0.0
        var time = 0
        for _ in 0..<count {
          for value in values {
            let z = model.update(with: value, at: time)
            sum += z.isFinite ? z * z : 0
            time += interval
          }
        }
        return sum
      }
    default: throw WorkerError(description: "there is no work \(task.work)")
    }
  }

  func run(_ count: Int) throws -> Double { try judge(count) }

  func summary(of outcome: Double) -> [Double] { [outcome] }
}
