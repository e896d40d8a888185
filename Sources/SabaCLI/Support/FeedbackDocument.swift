internal import Saba
internal import SabaEvaluation

/// A stretch of time that was expected, as tables and JSON have it.
struct FeedbackDocument: Encodable {
  var number: Int
  @OrNull var host: String?
  var from: Int
  var to: Int
  @OrNull var note: String?
  var addedAt: Int

  init(_ entry: FeedbackFile.Entry) {
    number = entry.number
    _host = OrNull(wrappedValue: entry.exclusion.host)
    from = entry.exclusion.range.lowerBound
    to = entry.exclusion.range.upperBound
    _note = OrNull(wrappedValue: entry.note)
    addedAt = entry.addedAt
  }

  /// Which entry it is, in words.
  var sentence: String {
    "entry \(number): \(Timestamp.text(from)) to \(Timestamp.text(to)) of \(host ?? "all hosts")"
      + (note.map { " (\($0))" } ?? "")
  }

  static func lines(_ entries: [FeedbackDocument]) -> [String] {
    if entries.isEmpty { return ["nothing was said to be expected"] }
    var rows = [["number", "host", "from", "to", "note"]]
    for entry in entries {
      rows.append([
        "\(entry.number)", entry.host ?? "all", Timestamp.text(entry.from),
        Timestamp.text(entry.to), entry.note ?? "",
      ])
    }
    return AlignedColumns.lines(rows)
  }
}
