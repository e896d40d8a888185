/// One line on a terminal that says how far long work is; silent elsewhere.
final class ProgressLine {
  private let title: String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant?

  init(_ title: String) {
    self.title = title
    start = clock.now
  }

  /// Shows the finished share of the work, 0…1, and a remark; at most five times a second.
  func show(_ share: Double, _ remark: String = "") {
    guard StandardError.isTerminal else { return }
    let now = clock.now
    if let lastShown, now - lastShown < .milliseconds(200), share < 1 { return }
    lastShown = now
    let elapsed = (now - start) / .seconds(1)
    var line = "\(title) \(Int(100 * share)) %"
    if share > 0.02, share < 1, elapsed > 2 {
      line += ", \(Int((elapsed * (1 - share) / share).rounded(.up))) s left"
    }
    if !remark.isEmpty { line += " (\(remark))" }
    StandardError.write("\r\u{1B}[K" + line)
  }

  /// Shows what is being worked on, where nobody knows how far it is.
  func show(_ remark: String) {
    guard StandardError.isTerminal else { return }
    lastShown = clock.now
    StandardError.write("\r\u{1B}[K\(title) \(remark)")
  }

  /// Clears the line.
  func end() {
    guard lastShown != nil else { return }
    StandardError.write("\r\u{1B}[K")
  }
}
