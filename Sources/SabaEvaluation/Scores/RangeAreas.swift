/// The areas under a ROC and a precision-recall curve with soft labels around events.
///
/// Range-based counterparts of ROC area and average precision, which forgive labels that are off by
/// some samples. They rise with the buffer length, which therefore belongs beside every figure. An
/// area may slightly exceed 1 where a buffer is long beside the series.
///
/// Source: Paparrizos et al. (2022), doi:10.14778/3551793.3551830; the same figures as
/// `RangeAUC_volume_opt` of TSB-AD, with its 250 thresholds.
public struct RangeAreas: Sendable, Hashable {
  /// The area under the ROC curve.
  public let roc: Double
  /// The area under the precision-recall curve.
  public let precisionRecall: Double
}

extension LabelledScores {
  /// The range-based areas for one buffer length, R-AUC-ROC and R-AUC-PR.
  ///
  /// The labels fade out over ⌊ℓ/2⌋ rows on either side of an event, as √(1 − distance/ℓ), and add
  /// up to 1 at most; the true positive rate is weighted by the share of padded events that are hit
  /// at all. A run of labelled rows is one event.
  ///
  /// - Parameter buffer: ℓ, the buffer length in rows, which may exceed the series.
  /// - Returns: The slice of the surface at ℓ; `nil` where no or every row is labelled.
  /// - Complexity: O(n + events·ℓ + 250·(ℓ + log n)) on the sorted scores.
  ///
  /// Accuracy: agrees with the definition, term by term, to 1e-12.
  public func areaUnderRange(buffer: Int) -> RangeAreas? {
    precondition(buffer >= 0, "a buffer length is not negative")
    guard isMixed else { return nil }
    var surface = RangeSurface(self, largestBuffer: buffer)
    return surface.areas(bufferLength: buffer)
  }

  /// The volumes under the ROC and precision-recall surfaces, VUS-ROC and VUS-PR: the means of
  /// ``areaUnderRange(buffer:)`` over the buffer lengths 0…L.
  ///
  /// - Parameter buffer: L, the largest buffer length in rows; from the data set, never tuned.
  /// - Returns: The means over the L + 1 lengths; `nil` where no or every row is labelled.
  /// - Complexity: O(n + events·L + 250·(L² + log n)) on the sorted scores.
  ///
  /// Accuracy: agrees with the definition, term by term, to 1e-12.
  public func volumeUnderSurface(buffer: Int) -> RangeAreas? {
    precondition(buffer >= 0, "a buffer length is not negative")
    guard isMixed else { return nil }
    var surface = RangeSurface(self, largestBuffer: buffer)
    var roc = 0.0
    var precisionRecall = 0.0
    for length in 0...buffer {
      let areas = surface.areas(bufferLength: length)
      roc += areas.roc
      precisionRecall += areas.precisionRecall
    }
    let count = Double(buffer + 1)
    return RangeAreas(roc: roc / count, precisionRecall: precisionRecall / count)
  }
}
