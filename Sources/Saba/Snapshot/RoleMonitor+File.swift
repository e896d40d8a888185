extension RoleMonitor {
  /// The state of every host as the bytes of a file, for a monitor that goes on later.
  ///
  /// What the hosts showed of late, where they have moved to, and whether they alert; not the model. A
  /// monitor of the same model and policy into which it was restored gives the same verdicts, to the
  /// last bit. The format is that of this version of Saba and this kind of machine.
  ///
  /// - Complexity: O(hosts · metrics): about 2 KB a metric of each host.
  public func encodedState() -> [UInt8] {
    var writer = StateWriter()
    write(to: &writer)
    return StateFile.encoded(writer.bytes)
  }

  /// Takes over the state of a monitor of the same model and policy, in place of its own.
  ///
  /// - Parameters:
  ///   - bytes: What ``encodedState()`` gave.
  ///   - path: Named in errors.
  /// - Throws: ``InputError`` of kind `badData`, and the monitor is as it was: the state is damaged, of
  ///   another version of Saba, or was begun with another model or other sensitivities.
  public mutating func restore(encodedState bytes: [UInt8], path: String) throws(InputError) {
    let state = try StateFile.decoded(bytes, path: path)
    do throws(StateError) {
      var reader = StateReader(state)
      var restored = self
      try restored.restore(from: &reader)
      guard reader.isAtEnd else { throw .damaged }
      self = restored
    } catch { throw StateFile.error(error, path: path) }
  }
}
