/// Why a model could not be fitted; each message names the cure.
public enum FitError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There are fewer samples than the model needs.
  case tooFewSamples(count: Int, needed: Int)
  /// A sample's value is NaN or infinite.
  case nonFiniteSample(row: Int, column: Int)
  /// A value of a series is infinite.
  case infiniteValue(index: Int)
  /// A value of a series is 0 or negative where a multiplicative model needs it positive.
  case nonPositiveValue(index: Int)
  /// There is no time zone of this name.
  case unknownTimeZone(String)
  /// An option or a parameter is out of its range.
  case invalidParameter(name: String, reason: String)
  /// No sample is left to a component.
  case componentCollapsed(index: Int)
  /// A covariance is singular to rounding.
  case notPositiveDefinite(component: Int, minor: Int)

  /// The problem and its cure in one line.
  public var description: String {
    switch self {
    case .tooFewSamples(let count, let needed):
      "\(count) samples are too few; at least \(needed) are needed: give a longer history"
    case .nonFiniteSample(let row, let column):
      "the value in row \(row), column \(column) is not finite; leave the row out, or write NaN if it is missing"
    case .infiniteValue(let index):
      "the value at index \(index) is infinite; write NaN if it is missing"
    case .nonPositiveValue(let index):
      "the value at index \(index) is not above 0, which a multiplicative season needs; choose an "
        + "additive season, or add a constant to all values"
    case .unknownTimeZone(let name):
      "there is no time zone \(name); give an IANA name such as Asia/Tokyo"
    case .invalidParameter(let name, let reason):
      "\(name) \(reason)"
    case .componentCollapsed(let index):
      "component \(index) has lost all its samples; ask for fewer components or raise "
        + "covarianceRegularization"
    case .notPositiveDefinite(let component, let minor):
      "the covariance of component \(component) is singular at minor \(minor); raise "
        + "covarianceRegularization"
    }
  }
}
