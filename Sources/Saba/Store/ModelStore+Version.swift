extension ModelStore {
  /// Why a model was trained.
  public enum Reason: Sendable, Hashable {
    /// Somebody wanted it.
    case byHand
    /// The one before had become old.
    case schedule
    /// The role had changed at a time, in seconds since the epoch, and was learnt from then on.
    case change(at: Int)
    /// A reason that a later release of Saba knows.
    case other(String)
  }

  /// A model in the store, and how it came to be.
  public struct Version: Sendable, Hashable {
    /// Counted from 1; numbers are never used again.
    public let number: Int
    /// When it was added, in seconds since the epoch.
    public let trainedAt: Int
    /// Why.
    public let reason: Reason
    /// What a person had to say about it.
    public let note: String?
    /// The beginning of the history that taught it, in seconds since the epoch.
    public let from: Int
    /// The end of that history.
    public let to: Int
    /// The number of hosts in it.
    public let hostCount: Int
    /// The number of metrics that the model judges.
    public let metricCount: Int
  }

  /// What a store holds.
  public struct Contents: Sendable, Hashable {
    /// The versions, the oldest first.
    public let versions: [Version]
    /// The version that judges now.
    public let current: Version
    /// Since when it does, in seconds since the epoch.
    public let since: Int
    /// The version that was current before, where somebody went back to this one.
    public let revertedFrom: Int?
    /// The last number that was given.
    let lastNumber: Int
  }

  /// What every format of an index has.
  struct IndexForm: Decodable {
    var format: Int
  }

  /// The index as it is written.
  struct Index: Codable {
    struct Entry: Codable {
      var number: Int
      var trainedAt: Int
      var reason: String
      var changedAt: Int?
      var note: String?
      var from: Int
      var to: Int
      var hostCount: Int
      var metricCount: Int
    }

    var format: Int
    var current: Int
    var since: Int
    var revertedFrom: Int?
    var lastNumber: Int
    var versions: [Entry]
  }
}

extension ModelStore.Reason {
  /// The reason in a word.
  public var name: String {
    switch self {
    case .byHand: "by hand"
    case .schedule: "schedule"
    case .change: "change"
    case .other(let name): name
    }
  }

  /// When the role had changed; nil for other reasons.
  public var changedAt: Int? {
    if case .change(let time) = self { time } else { nil }
  }

  init(name: String, changedAt: Int?) {
    switch (name, changedAt) {
    case (Self.byHand.name, _): self = .byHand
    case (Self.schedule.name, _): self = .schedule
    case (Self.change(at: 0).name, let time?): self = .change(at: time)
    default: self = .other(name)
    }
  }
}

extension ModelStore.Version {
  init(
    number: Int, trainedAt: Int, reason: ModelStore.Reason, note: String?, model: RoleModel
  ) {
    self.init(
      number: number, trainedAt: trainedAt, reason: reason, note: note,
      from: model.summary.firstTime, to: model.summary.lastTime + model.interval,
      hostCount: model.summary.hosts.count, metricCount: model.metrics.count)
  }
}

extension ModelStore.Index {
  init(_ contents: ModelStore.Contents, format: Int) {
    self.init(
      format: format, current: contents.current.number, since: contents.since,
      revertedFrom: contents.revertedFrom, lastNumber: contents.lastNumber,
      versions: contents.versions.map {
        Entry(
          number: $0.number, trainedAt: $0.trainedAt, reason: $0.reason.name,
          changedAt: $0.reason.changedAt, note: $0.note, from: $0.from, to: $0.to,
          hostCount: $0.hostCount, metricCount: $0.metricCount)
      })
  }
}

extension ModelStore.Contents {
  /// What an index says; nil where its parts do not fit together.
  init?(_ index: ModelStore.Index) {
    let versions = index.versions.map {
      ModelStore.Version(
        number: $0.number, trainedAt: $0.trainedAt,
        reason: .init(name: $0.reason, changedAt: $0.changedAt), note: $0.note, from: $0.from,
        to: $0.to, hostCount: $0.hostCount, metricCount: $0.metricCount)
    }
    let numbers = versions.map(\.number)
    guard
      zip(numbers, numbers.dropFirst()).allSatisfy(<), let first = numbers.first, first >= 1,
      let last = numbers.last, last <= index.lastNumber,
      let current = versions.first(where: { $0.number == index.current })
    else { return nil }
    self.init(
      versions: versions, current: current, since: index.since, revertedFrom: index.revertedFrom,
      lastNumber: index.lastNumber)
  }
}
