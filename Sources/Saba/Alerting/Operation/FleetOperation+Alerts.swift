extension FleetOperation {
  /// What becomes of a host's alert by a verdict; nil, mostly, for nothing.
  mutating func alertEvent(of verdict: Verdict, role: RoleName) -> OperationEvent? {
    let host = verdict.host
    let isUnusual = verdict.status == .warning || verdict.status == .critical
    let isOpen = roles[role]?.recorder.isOpen(host) ?? false
    let isDown = plan.roles[role]?.downtime(at: verdict.time, in: configuration.zone) != nil
    let wasSuppressed = roles[role]?.hosts[host]?.isSuppressed ?? false
    if isDown || wasSuppressed {
      let isSuppressed =
        verdict.status == .unknown ? wasSuppressed : isUnusual && (wasSuppressed || !isOpen)
      roles[role]?.hosts[host]?.isSuppressed = isSuppressed
      if isDown || isSuppressed { return nil }
    }
    if let event = roles[role]?.recorder.record(verdict) {
      return tell(event, role: role, at: verdict.time)
    }
    return isOpen ? reminder(of: host, role: role, at: verdict.time) : nil
  }

  /// A reminder of an open alert, if it is time for one.
  private mutating func reminder(
    of host: String, role: RoleName, at time: Int
  ) -> OperationEvent? {
    guard
      let minutes = plan.roles[role]?.monitor.notificationInterval,
      let toldAt = roles[role]?.hosts[host]?.toldAt, time >= toldAt + 60 * minutes,
      !isSilent(host, role: role), let alert = roles[role]?.recorder.alert(of: host)
    else { return nil }
    return tell(AlertEvent(kind: .reminded, alert: alert), role: role, at: time)
  }

  private func isSilent(_ host: String, role: RoleName) -> Bool {
    !plan.status(of: host).notifies || plan.roles[role]?.monitor.isMute ?? true
  }

  /// Takes note of what has become of an alert, and says who hears of it.
  mutating func tell(
    _ event: AlertEvent, role: RoleName, at time: Int
  ) -> OperationEvent {
    let host = event.alert.host
    var isSilent = isSilent(host, role: role)
    if event.kind == .closed {
      // Nobody is told of the end of what nobody was told of, nor that a host has retired.
      let wasNotified = roles[role]?.hosts[host]?.wasNotified ?? false
      isSilent = isSilent || !wasNotified || event.alert.closeReason == .hostRetired
      roles[role]?.hosts[host]?.toldAt = nil
      roles[role]?.hosts[host]?.wasNotified = false
    } else {
      roles[role]?.hosts[host]?.toldAt = time
      if !isSilent { roles[role]?.hosts[host]?.wasNotified = true }
    }
    let planned = plan.roles[role]
    let destination =
      (event.kind == .opened ? nil : roles[role]?.hosts[host]?.destination)
      ?? planned?.destination ?? .init(key: "role \(role)", name: "\(role)")
    roles[role]?.hosts[host]?.destination = event.kind == .closed ? nil : destination
    let counts = roles.mapValues(\.judgedCount)
    let group = groups.record(
      event, role: role, to: destination, isSilent: isSilent,
      judgedCount: { counts[$0] ?? 0 })
    return .alert(
      event,
      context: AlertContext(
        role: role, monitor: planned?.monitor.name, monitorID: planned?.monitor.id, group: group,
        isSilent: isSilent))
  }
}
