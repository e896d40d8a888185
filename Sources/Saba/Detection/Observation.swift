/// What one host showed over one interval.
public struct Observation: Sendable, Hashable {
  /// The host's name.
  public var host: String
  /// The beginning of the interval, in seconds since the epoch, UTC.
  public var time: Int
  /// The values in the order of the model's metrics, in their own units; NaN where missing.
  public var values: [Double]

  /// Makes an observation.
  public init(host: String, time: Int, values: [Double]) {
    self.host = host
    self.time = time
    self.values = values
  }
}
