extension RoleModel {
  /// The metric that a series of the input is for.
  ///
  /// - Parameter input: The series' name, such as `interface.eth0.rxBytes.delta`.
  /// - Returns: The model's metric, such as `interface.rxBytes.delta`; nil where it is for none.
  public func metric(for input: String) -> String? {
    guard mapping != nil else { return metrics.contains(input) ? input : nil }
    return CanonicalSelection(for: metrics).identity(of: input).quantity?.candidates.map(\.name)
      .first { metrics.contains($0) }
  }
}
