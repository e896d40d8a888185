internal import Saba

/// A page that shows what an evaluation found: who is best, where detectors disagree, whether promises
/// are kept, and every entity with its metrics, events and alerts.
///
/// One XHTML-compatible HTML file that needs nothing else: it works offline, in light and dark, on
/// paper, and at any width. Its charts can be zoomed and read by pointer and keyboard.
public struct EvaluationReport: Sendable {
  let result: EvaluationResult
  let pictures: [EntityPicture]

  /// Gathers what there is to show.
  ///
  /// - Parameters:
  ///   - result: The figures; the first detector is the one that the page is about.
  ///   - pictures: Of the same detectors on the entities, in the order of the result.
  public init(result: EvaluationResult, pictures: [EntityPicture]) {
    self.result = result
    self.pictures = pictures
  }

  /// The page, as one file that needs no other.
  ///
  /// - Returns: HTML that is well-formed XML too; the same for the same report.
  /// - Complexity: O(bytes of the page).
  public func html() -> String {
    Page.html(
      title: "\(result.dataset): \(headline)", template: Self.template, content: Content(of: self))
  }
}
