/// When unusual samples become an alert.
public struct AlertPolicy: Sendable, Hashable {
  /// The sensitivity at which a host is in warning; nil for never.
  public var warning: Sensitivity?
  /// The sensitivity at which a host is critical; nil for never.
  public var critical: Sensitivity?
  /// The number of consecutive unusual samples that raise an alert; one good sample ends it.
  public var attempts: Int

  /// Makes a policy; at least one of the two severities must be given.
  public init(
    warning: Sensitivity? = .sensitive, critical: Sensitivity? = .normal, attempts: Int = 3
  ) {
    precondition(warning != nil || critical != nil, "a policy has at least one severity")
    precondition(attempts >= 1, "an alert takes at least one attempt")
    self.warning = warning
    self.critical = critical
    self.attempts = attempts
  }
}
