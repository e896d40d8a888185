internal import Saba

/// An entity as the baselines see it: hosts' rows without breaks, in standard form.
struct BaselineData {
  /// The hosts' rows; every row of train and test is in one of them.
  let tracks: [BaselineTrack]
  /// What the standard form is.
  let scaling: BaselineScaling

  /// The fewest training rows with a value from which anything is learnt.
  static let smallestRowCount = 10

  /// Lines up and standardises an entity's rows.
  ///
  /// - Parameter entity: The data; the scaling is learnt from its training part.
  /// - Throws: ``CannotJudge`` where the training part has too few rows.
  /// - Complexity: O(n·d).
  init(_ entity: DatasetEntity) throws(CannotJudge) {
    let rowCount = entity.train.frames.reduce(0) { $0 + $1.values.rowsWithValues.count { $0 } }
    guard rowCount >= Self.smallestRowCount else {
      throw CannotJudge(
        "\(rowCount) training rows with a value are too few; at least \(Self.smallestRowCount) "
          + "are needed")
    }
    let scaling = BaselineScaling(
      fitting: entity.train.metrics.indices.lazy.map { metric in
        entity.train.frames.flatMap { $0.values.column(metric) }
      })
    var tracks: [BaselineTrack] = []
    var isContinued = entity.train.frames.map { _ in false }
    for (index, test) in entity.test.frames.enumerated() {
      let before = entity.train.frames.firstIndex {
        $0.host == test.host && $0.time(ofRow: $0.rowCount) <= test.start
      }
      if let before { isContinued[before] = true }
      tracks.append(
        BaselineTrack(
          train: before.map { entity.train.frames[$0] }, test: (index, test), scaling: scaling))
    }
    for (index, train) in entity.train.frames.enumerated() where !isContinued[index] {
      tracks.append(BaselineTrack(train: train, test: nil, scaling: scaling))
    }
    self.tracks = tracks
    self.scaling = scaling
  }

  /// The training rows with a value, `[n × d]`, standardised; missing values are at the median.
  var samples: Matrix {
    var elements: [Double] = []
    var rowCount = 0
    for track in tracks {
      let d = track.values.columnCount
      let all = track.complete.elements
      for row in 0..<track.trainRowCount where track.hasValue[row] {
        elements += all[row * d..<(row + 1) * d]
        rowCount += 1
      }
    }
    return Matrix(
      rowCount: rowCount, columnCount: scaling.centres.count, elements: elements)
  }
}
