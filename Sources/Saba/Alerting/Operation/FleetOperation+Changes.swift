// What people change.
extension FleetOperation {
  /// Gives a host another state; one that the configuration does not name is left as it is.
  ///
  /// Nothing happens to its alerts by that.
  ///
  /// - Parameters:
  ///   - status: The new state.
  ///   - host: The host.
  ///   - time: When, in seconds since the epoch: from then on it is expected to be judged.
  public mutating func set(_ status: HostStatus, of host: String, at time: Int) {
    var changed = configuration
    guard let index = changed.hosts.firstIndex(where: { $0.name == host }) else { return }
    changed.hosts[index].status = status
    _ = use(changed, at: time)
  }

  /// Forgets a host that is there no longer: its alerts close in silence, and nothing of it is kept.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - time: When, in seconds since the epoch.
  /// - Returns: That its alerts have closed.
  public mutating func retire(_ host: String, at time: Int) -> [OperationEvent] {
    let events = roles.keys.sorted().flatMap { role in
      forget(host, in: role, at: time, because: .hostRetired)
    }
    if plan.statuses[host] != nil {
      configuration.hosts.removeAll { $0.name == host }
      plan = OperationPlan(configuration)
    }
    return events
  }

  /// Closes a host's alert; while the host is still unusual, its next verdict opens another.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - role: The role by whose model it was judged.
  ///   - time: When, in seconds since the epoch.
  ///   - reason: Why.
  /// - Returns: That it has closed; empty where there was none.
  public mutating func closeAlert(
    of host: String, in role: RoleName, at time: Int,
    because reason: Alert.CloseReason = .closedByHand
  ) -> [OperationEvent] {
    guard let event = roles[role]?.recorder.close(host, at: time, because: reason) else {
      return []
    }
    return [tell(event, role: role, at: time)]
  }

  /// Closes all alerts of a role, as after its model was trained anew: what was unusual may be so no
  /// longer.
  ///
  /// - Parameters:
  ///   - role: The role.
  ///   - time: When, in seconds since the epoch.
  ///   - reason: Why.
  /// - Returns: The alerts that have closed, by host.
  public mutating func closeAlerts(
    of role: RoleName, at time: Int, because reason: Alert.CloseReason = .retrained
  ) -> [OperationEvent] {
    openAlerts(of: role).flatMap { closeAlert(of: $0.host, in: role, at: time, because: reason) }
  }

  /// Goes by another configuration from now on.
  ///
  /// Alerts of roles that nothing watches any more close, and so do those of hosts that have lost a role;
  /// hosts that are named no longer retire. Downtimes and states take effect with the next verdict.
  ///
  /// - Parameters:
  ///   - new: The configuration.
  ///   - time: When, in seconds since the epoch.
  /// - Returns: The alerts that have closed.
  public mutating func use(_ new: FleetConfiguration, at time: Int) -> [OperationEvent] {
    var events: [OperationEvent] = []
    let newPlan = OperationPlan(new)
    for role in roles.keys.sorted() {
      for host in (roles[role]?.hosts.keys).map({ $0.sorted() }) ?? [] {
        let isNamed = newPlan.statuses[host] != nil
        if !isNamed, plan.statuses[host] != nil {
          events += forget(host, in: role, at: time, because: .hostRetired)
        } else if newPlan.roles[role] == nil
          || isNamed && newPlan.roles[role]?.hosts.contains(host) == false
        {
          events += forget(host, in: role, at: time, because: .monitorRemoved)
        } else if newPlan.status(of: host).isJudged != plan.status(of: host).isJudged {
          roles[role]?.update(host, expectedAt: time) { record in
            record.isKnown = false
            record.isToldUnknown = false
            record.lastJudged = time
          }
        }
      }
      if newPlan.roles[role] == nil { roles[role] = nil }
    }
    configuration = new
    plan = newPlan
    return events
  }

  private mutating func forget(
    _ host: String, in role: RoleName, at time: Int, because reason: Alert.CloseReason
  ) -> [OperationEvent] {
    let closed = roles[role]?.recorder.forget(host, at: time, because: reason)
    let events = closed.map { [tell($0, role: role, at: time)] } ?? []
    roles[role]?.remove(host)
    clock.forget(host)
    return events
  }
}
