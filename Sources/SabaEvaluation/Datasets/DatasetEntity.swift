public import Saba

/// One entity of a labelled data set: what a detector is fitted on and judged by.
public struct DatasetEntity: Sendable {
  /// The entity's name.
  public let name: String
  /// The training part, unlabelled; it may hold incidents.
  public let train: RoleHistory
  /// The part to judge.
  public let test: RoleHistory
  /// The hosts of ``train``, in the order of its frames, and where their rows are in the file.
  public let trainHosts: [DatasetHost]
  /// The hosts of ``test``, in the order of its frames, and where their rows are in the file.
  public let hosts: [DatasetHost]
  /// For each row of the test file whether it belongs to an event.
  public let labels: [Bool]
  /// The labelled events, first and last row of the test file, by start; each on one host.
  public let events: [ClosedRange<Int>]
  /// What the publisher says about which metrics were anomalous; by start, not always one an event.
  public let interpretations: [Interpretation]
  /// L of the volumes under the surfaces, in rows.
  public let vusBuffer: Int
  /// Whether ``test`` is the whole series, of which ``train`` is the beginning.
  public let testIncludesTrain: Bool
  /// Whether times are those of a calendar; otherwise row 0 is taken to be at 00:00 of some day.
  public let hasClock: Bool

  /// The events of one host, in rows of its test frame.
  public func events(of host: DatasetHost) -> [ClosedRange<Int>] {
    events.filter { host.fileRows.contains($0.lowerBound) }.map(host.frameRows(of:))
  }

  /// Puts scores for the rows of every frame of ``test`` into the order of the test file.
  ///
  /// - Parameter scores: For each frame a score for each of its rows; those of gaps are dropped.
  /// - Returns: A score for each row of the test file.
  public func fileOrder(of scores: [[Double]]) -> [Double] {
    var ordered = [Double](repeating: .nan, count: labels.count)
    for (host, scoresOfHost) in zip(hosts, scores) {
      for (fileRow, frameRow) in zip(host.fileRows, host.frameRows) {
        ordered[fileRow] = scoresOfHost[frameRow]
      }
    }
    return ordered
  }

  /// Puts scores for the rows of the test file on the grids of the frames of ``test``.
  ///
  /// - Parameter scores: A score for each row of the test file.
  /// - Returns: For each frame a score for each of its rows; NaN in gaps.
  public func frameOrder(of scores: [Double]) -> [[Double]] {
    Self.frameOrder(of: scores, hosts: hosts, frames: test.frames)
  }

  /// Puts scores for the rows of the training part, in the order of its file, on the grids of the
  /// frames of ``train``.
  func trainFrameOrder(of scores: [Double]) -> [[Double]] {
    Self.frameOrder(of: scores, hosts: trainHosts, frames: train.frames)
  }

  private static func frameOrder(
    of scores: [Double], hosts: [DatasetHost], frames: [MetricFrame]
  ) -> [[Double]] {
    zip(hosts, frames).map { host, frame in
      var ordered = [Double](repeating: .nan, count: frame.rowCount)
      for (fileRow, frameRow) in zip(host.fileRows, host.frameRows) {
        ordered[frameRow] = scores[fileRow]
      }
      return ordered
    }
  }
}

/// Where the rows of one host are: in the file, and in the host's frame.
public struct DatasetHost: Sendable, Hashable {
  /// The host's name.
  public let name: String
  /// The host's rows in the file.
  public let fileRows: Range<Int>
  /// For each of them the row of the frame, ascending; the frame has more rows where there are gaps.
  public let frameRows: [Int]

  /// The rows of the file that the frame's rows come from.
  ///
  /// - Parameter frame: The host's frame.
  /// - Returns: For each of its rows the row of the file; nil for those of gaps.
  func fileRows(in frame: MetricFrame) -> [Int?] {
    var rows = [Int?](repeating: nil, count: frame.rowCount)
    for (fileRow, frameRow) in zip(fileRows, frameRows) { rows[frameRow] = fileRow }
    return rows
  }

  /// The rows of the frame from the first to the last of some rows of the file, which must be the
  /// host's.
  public func frameRows(of rows: ClosedRange<Int>) -> ClosedRange<Int> {
    let first = frameRows[rows.lowerBound - fileRows.lowerBound]
    return first...frameRows[rows.upperBound - fileRows.lowerBound]
  }
}

/// The metrics that were truly anomalous over some rows.
public struct Interpretation: Sendable, Hashable {
  /// First and last row of the test file.
  public let rows: ClosedRange<Int>
  /// The metrics, as columns of the history, ascending.
  public let metrics: [Int]

  init(rows: ClosedRange<Int>, metrics: Set<Int>) {
    self.rows = rows
    self.metrics = metrics.sorted()
  }

  /// The rows from a start to an end as publishers give them, by the labels of all rows.
  ///
  /// Some give the row after the last one; it is then the first without a label.
  static func rows(from start: Int, to end: Int, labels: [Bool]) -> ClosedRange<Int> {
    let isPastEnd = end == labels.count || end > start && labels[end - 1] && !labels[end]
    return start...(isPastEnd ? end - 1 : end)
  }
}
