public import Saba

/// Gathers what a ``RoleReport`` needs from a stream of verdicts, in little memory: every score, but
/// what metrics contributed only around alerts.
public struct RoleReportRecorder: Sendable {
  private var hosts: [String: KeptVerdicts] = [:]
  private var recorder = AlertRecorder()

  /// Makes a recorder that has seen nothing.
  public init() {}

  /// Takes note of a verdict; those of one host come in order of time.
  ///
  /// - Complexity: O(1) amortised, beside what the verdict holds.
  public mutating func record(_ verdict: Verdict) {
    recorder.record(verdict)
    hosts[verdict.host, default: .init()].add(verdict)
  }

  /// The verdicts, host by host, each host's in order of time.
  public var verdicts: [Verdict] {
    hosts.sorted { $0.key < $1.key }.flatMap(\.value.verdicts)
  }

  /// The alerts, those that are still open among them.
  public var alerts: [Alert] { recorder.closed + recorder.stillOpen }

  /// The verdicts of one host; far from alerts without their contributions.
  private struct KeptVerdicts: Sendable {
    private(set) var verdicts: [Verdict] = []
    /// The first verdict that still awaits the decision whether it is near an alert.
    private var undecided = 0
    /// Whether an alert is open.
    private var isOpen = false
    /// Up to when verdicts are near the last alert.
    private var keptUntil = Int.min

    mutating func add(_ verdict: Verdict) {
      verdicts.append(verdict)
      switch verdict.status {
      case .warning, .critical:
        isOpen = true
      case .ok where isOpen:
        isOpen = false
        keptUntil = verdict.time + RoleReport.surroundings
      case .ok, .unknown:
        break
      }
      if isOpen || verdict.time <= keptUntil {
        undecided = verdicts.count
        return
      }
      while verdicts[undecided].time < verdict.time - RoleReport.surroundings {
        verdicts[undecided].contributions = []
        undecided += 1
      }
    }
  }
}
