/// What a series shows at one time: a value, or the two ends of a band.
struct ChartSample: Sendable, Hashable {
  /// In seconds since the epoch.
  var time: Double
  /// The lower end.
  var low: Double
  /// The upper end; the lower one for a value.
  var high: Double

  /// A value.
  init(time: Double, value: Double) {
    self.init(time: time, low: value, high: value)
  }

  /// A band.
  init(time: Double, low: Double, high: Double) {
    self.time = time
    self.low = low
    self.high = high
  }

  /// Whether it can be drawn.
  var isFinite: Bool { low.isFinite && high.isFinite }
}

/// A series as a chart can show it: for each column of pixels what its samples reach.
///
/// The least and the greatest value of every column stay, so that no spike vanishes however long
/// the series is; where there are no more samples than columns, every sample stays.
struct PixelColumns: Sendable, Hashable {
  /// The samples of one column, in order of time.
  struct Column: Sendable, Hashable {
    /// Counted from the left edge.
    var index: Int
    /// The sample with the least lower end.
    var lowest: ChartSample
    /// The sample with the greatest upper end.
    var highest: ChartSample

    /// The samples that a line goes through: one or two, in order of time.
    var extremes: [ChartSample] {
      if lowest == highest { return [lowest] }
      return lowest.time < highest.time ? [lowest, highest] : [highest, lowest]
    }
  }

  /// The number of columns on the chart.
  let count: Int
  /// Columns without a gap between them, from left to right.
  let runs: [[Column]]

  /// Sorts samples into columns.
  ///
  /// - Parameters:
  ///   - samples: In order of time; those that are not finite are gaps, as is what is off the axis.
  ///   - axis: The stretch of time on the chart.
  ///   - interval: The seconds from one sample to the next where there is no gap.
  ///   - width: The most columns.
  /// - Complexity: O(n).
  init(_ samples: some Sequence<ChartSample>, on axis: TimeAxis, interval: Int, width: Int) {
    let count = max(1, min(width, axis.length / max(1, interval)))
    var runs: [[Column]] = []
    var last: (index: Int, time: Double)?
    for sample in samples where sample.isFinite {
      let share = (sample.time - Double(axis.start)) / Double(axis.length)
      guard (0..<1).contains(share) else { continue }
      let index = min(count - 1, Int(share * Double(count)))
      let column = Column(index: index, lowest: sample, highest: sample)
      if let last, index - last.index <= 1 || sample.time - last.time <= 1.5 * Double(interval) {
        if index == last.index {
          let run = runs.count - 1
          let place = runs[run].count - 1
          if sample.low < runs[run][place].lowest.low { runs[run][place].lowest = sample }
          if sample.high > runs[run][place].highest.high { runs[run][place].highest = sample }
        } else {
          runs[runs.count - 1].append(column)
        }
      } else {
        runs.append([column])
      }
      last = (index, sample.time)
    }
    self.count = count
    self.runs = runs
  }
}
