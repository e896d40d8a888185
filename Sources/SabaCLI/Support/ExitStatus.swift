internal import Saba
internal import SabaEvaluation

/// The exit statuses of errors, after sysexits.h.
enum ExitStatus: Int32 {
  case badData = 65
  case noInput = 66
  case inputOutput = 74

  /// The status of an error that Saba knows; nil for the argument parser's own.
  init?(of error: any Error) {
    switch error {
    case let error as InputError:
      switch error.kind {
      case .badData: self = .badData
      case .noInput: self = .noInput
      case .inputOutput: self = .inputOutput
      }
    case is TrainingError, is EvaluationError: self = .badData
    default: return nil
    }
  }
}
