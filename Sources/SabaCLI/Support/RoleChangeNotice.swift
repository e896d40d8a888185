internal import Saba

/// Tells that a role has changed since its model was trained, once for each change of a run.
struct RoleChangeNotice {
  private var toldSince: Int?

  /// Tells of a change, unless it was told already.
  ///
  /// - Parameters:
  ///   - change: As the monitor knows it; nil for none.
  ///   - command: Told as well, if there is one.
  mutating func tell(of change: RoleChange?, to command: AlertCommand?) {
    guard let change, change.since != toldSince else { return }
    toldSince = change.since
    let time = Timestamp.text(change.since)
    StandardError.print(
      Text.printable(
        "the role has changed at about \(time): \(change.sentence); once there are days enough of it, "
          + "train again with --training-from \(time)"))
    command?.run(change.jsonLine, for: "change of the role")
  }
}
