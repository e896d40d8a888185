internal import Saba

/// The observations of the histories of some roles, in order of the time at which they end, and of roles
/// within one time.
struct RoleHistories: Sequence, IteratorProtocol {
  private var roles: [Role]

  private struct Role {
    var observations: HistoryObservations
    var next: Observation?
    let interval: Int

    /// When the next interval ends.
    var end: Int? { next.map { $0.time + interval } }
  }

  /// Begins at the beginning.
  ///
  /// - Parameters:
  ///   - histories: On the intervals of their models.
  ///   - models: The model of each.
  init(_ histories: [RoleHistory], for models: [RoleModel]) {
    roles = zip(histories, models).map { history, model in
      var observations = HistoryObservations(of: history, for: model)
      let next = observations.next()
      return Role(observations: observations, next: next, interval: model.interval)
    }
  }

  mutating func next() -> RoleObservation? {
    var first: (end: Int, role: Int)?
    for (index, role) in roles.enumerated() {
      if let end = role.end, end < first?.end ?? .max { first = (end, index) }
    }
    guard let role = first?.role, let observation = roles[role].next else { return nil }
    roles[role].next = roles[role].observations.next()
    return RoleObservation(role: role, observation: observation)
  }
}
