internal import Saba

/// Tells that a role has changed since its model was trained, once for each change of a run.
struct RoleChangeNotice {
  private var toldSince: [RoleName?: Int] = [:]

  /// Tells of a change, unless it was told already.
  ///
  /// - Parameters:
  ///   - change: As the monitor knows it.
  ///   - role: The role; nil for one by itself.
  ///   - command: Told as well, if there is one.
  mutating func tell(of change: RoleChange, in role: RoleName?, to command: AlertCommand?) {
    guard toldSince.updateValue(change.since, forKey: role) != change.since else { return }
    let time = Timestamp.text(change.since)
    StandardError.print(
      Text.printable(
        "\(role.map { "\($0): " } ?? "")the role has changed at about \(time): \(change.sentence); once there are days enough of it, "
          + "train again with --training-from \(time)"))
    command?.run(change.jsonLine(of: role), for: "change of the role")
  }
}
