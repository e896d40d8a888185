/// Reads answers of Prometheus to `query_range` and `query`, of any length, from chunks of any size.
///
/// The members of objects may come in any order, but that a series says whose values they are before it
/// gives them, as all programs do that write such answers.
struct PrometheusDocument: Sendable {
  /// What the document says next.
  enum Event {
    /// A series begins, with its labels.
    case series([PrometheusLabel])
    /// A sample of the series that began last: seconds since the epoch, and a value that may be
    /// infinite, or NaN where it is missing.
    case sample(time: Double, value: Double)
    /// A sample that cannot be read.
    case badSample(LineProblem)
  }

  private enum Place {
    case outside
    case top
    case data
    case result
    case series
    case labels
    case samples
    case sample
  }

  /// What the value that follows is.
  private enum Member {
    case none
    case ignored
    case status
    case error
    case errorType
    case data
    case resultType
    case result
    case metric
    case values
    case value
    case label(String)
  }

  private let path: String
  private var tokenizer: JSONTokenizer
  private var place = Place.outside
  private var member = Member.none
  /// How deep the tokenizer is in a value that is passed over.
  private var ignoredDepth = 0

  private var status = ""
  private var errorType = ""
  private var errorMessage = ""
  private var labels: [PrometheusLabel] = []
  private var hasLabels = false
  /// Whether the sample is the only one of its series.
  private var isAlone = false
  private var parts = 0
  private var time = Double.nan
  private var value = Double.nan
  private var problem: LineProblem?

  /// Makes a reader; the path is for errors only.
  init(path: String) {
    self.path = path
    tokenizer = JSONTokenizer(path: path)
  }

  /// Takes some bytes and hands on what they say.
  mutating func feed(
    _ chunk: UnsafeRawBufferPointer, _ body: (Event, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    try withTokenizer { (document, tokenizer) throws(InputError) in
      try tokenizer.feed(chunk) { (token, line) throws(InputError) in
        try document.take(token, line: line, body)
      }
    }
  }

  /// Ends the input.
  ///
  /// - Throws: ``InputError`` where the document is cut short.
  mutating func finish(
    _ body: (Event, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    try withTokenizer { (document, tokenizer) throws(InputError) in
      try tokenizer.finish { (token, line) throws(InputError) in
        try document.take(token, line: line, body)
      }
    }
  }

  /// Lends the tokenizer out, so that handling its tokens may change the document.
  private mutating func withTokenizer(
    _ body: (inout PrometheusDocument, inout JSONTokenizer) throws(InputError) -> Void
  ) throws(InputError) {
    var tokenizer = JSONTokenizer(path: path)
    swap(&tokenizer, &self.tokenizer)
    defer { swap(&tokenizer, &self.tokenizer) }
    try body(&self, &tokenizer)
  }

  private mutating func take(
    _ token: JSONTokenizer.Token, line: Int,
    _ body: (Event, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    if case .ignored = member {
      passOver(token)
      return
    }
    let own = member
    member = .none
    switch token {
    case .key(let key): try take(key: key, line: line)
    case .string(let text): try take(text: text, of: own, line: line)
    case .word(let word): try take(word: word, of: own, line: line)
    case .beginObject: try enterObject(own, line: line)
    case .beginArray: try enterArray(own, line: line)
    case .endObject:
      switch place {
      case .labels:
        hasLabels = true
        place = .series
        labels.sort { $0.name < $1.name }
        try body(.series(labels), line)
      case .series: place = .result
      case .data: place = .top
      default:
        place = .outside
        try checkStatus(line: line)
      }
    case .endArray:
      switch place {
      case .sample:
        place = isAlone ? .series : .samples
        if parts != 2, problem == nil { problem = Self.incompleteSample }
        if let problem {
          try body(.badSample(problem), line)
        } else {
          try body(.sample(time: time, value: value), line)
        }
      case .samples: place = .series
      default: place = .data
      }
    }
  }

  private mutating func passOver(_ token: JSONTokenizer.Token) {
    switch token {
    case .beginObject, .beginArray: ignoredDepth += 1
    case .endObject, .endArray: ignoredDepth -= 1
    case .key: return
    case .string, .word: break
    }
    if ignoredDepth == 0 { member = .none }
  }

  private mutating func enterObject(_ own: Member, line: Int) throws(InputError) {
    switch (place, own) {
    case (.outside, _):
      place = .top
      status = ""
      errorType = ""
      errorMessage = ""
    case (.top, .data): place = .data
    case (.result, _):
      place = .series
      hasLabels = false
    case (.series, .metric):
      place = .labels
      labels = []
    default: throw unexpected("an object", line: line)
    }
  }

  private mutating func enterArray(_ own: Member, line: Int) throws(InputError) {
    switch (place, own) {
    case (.data, .result): place = .result
    case (.series, .values), (.series, .value):
      guard hasLabels else {
        throw error(
          "a series gives values before its labels", line: line,
          cure: "write \"metric\" before \"values\", as Prometheus does")
      }
      if case .values = own { place = .samples } else { beginSample(alone: true) }
    case (.samples, _): beginSample(alone: false)
    default: throw unexpected("an array", line: line)
    }
  }

  private mutating func beginSample(alone: Bool) {
    place = .sample
    isAlone = alone
    parts = 0
    problem = nil
  }

  private mutating func take(key: JSONCursor.Text, line: Int) throws(InputError) {
    let name = try content(of: key, line: line)
    member =
      switch (place, name) {
      case (.labels, _): .label(name)
      case (.top, "status"): .status
      case (.top, "error"): .error
      case (.top, "errorType"): .errorType
      case (.top, "data"): .data
      case (.data, "resultType"): .resultType
      case (.data, "result"): .result
      case (.series, "metric"): .metric
      case (.series, "values"): .values
      case (.series, "value"): .value
      default: .ignored
      }
  }

  private mutating func take(
    text: JSONCursor.Text, of own: Member, line: Int
  ) throws(InputError) {
    if place == .sample {
      takePart(text.bytes)
      return
    }
    let content = try content(of: text, line: line)
    switch own {
    case .status: status = content
    case .error: errorMessage = content
    case .errorType: errorType = content
    case .label(let name): labels.append(PrometheusLabel(name: name, value: content))
    case .resultType:
      guard content == "matrix" || content == "vector" else {
        throw error(
          "the result is a \(content), which has no series", line: line,
          cure: "ask with query_range, for something that is a vector at each time")
      }
    default: throw unexpected("a string", line: line)
    }
  }

  private mutating func take(word: Bytes, of own: Member, line: Int) throws(InputError) {
    if place == .sample {
      takePart(word)
      return
    }
    let isNull = word.elementsEqual("null".utf8)
    switch own {
    case .data where isNull, .result where isNull: return
    default: throw unexpected(LineProblem.excerpt(word), line: line)
    }
  }

  /// Takes the time or the value of a sample, without quotes.
  private mutating func takePart(_ text: Bytes) {
    do throws(LineProblem) {
      switch parts {
      case 0: time = try TimeScanner.seconds(in: text)
      case 1: value = try Self.value(text)
      default: throw Self.incompleteSample
      }
    } catch {
      problem = problem ?? error
    }
    parts += 1
  }

  /// A value as Prometheus writes it, a decimal number, `NaN`, `+Inf` or `-Inf`; or null.
  private static func value(_ text: Bytes) throws(LineProblem) -> Double {
    if FieldCursor.isWord(text, "nan") || FieldCursor.isWord(text, "null") { return .nan }
    if FieldCursor.isWord(text, "+inf") || FieldCursor.isWord(text, "inf") { return .infinity }
    if FieldCursor.isWord(text, "-inf") { return -.infinity }
    if var position = text.baseAddress {
      let end = position + text.count
      if let value = DecimalScanner.scan(&position, end), position == end {
        guard value.magnitude < DecimalScanner.valueLimit else {
          throw LineProblem(
            "\(LineProblem.excerpt(text)) is too large for a number", cure: "correct the query")
        }
        return value
      }
    }
    throw LineProblem(
      "\(LineProblem.excerpt(text)) where a number is wanted", cure: "fetch the document again")
  }

  private static let incompleteSample = LineProblem(
    "a sample is not a time and a value", cure: "fetch the document again")

  private func checkStatus(line: Int) throws(InputError) {
    guard status == "error" else { return }
    let message = [errorType, errorMessage].filter { !$0.isEmpty }.joined(separator: ": ")
    throw error(
      "Prometheus answered with an error"
        + (message.isEmpty ? "" : " (\(LineProblem.excerpt(message.utf8, limit: 300)))"),
      line: line, cure: "correct the query and ask again")
  }

  private func content(of text: JSONCursor.Text, line: Int) throws(InputError) -> String {
    do throws(LineProblem) {
      return try text.withContent { (bytes) throws(LineProblem) in
        guard let content = String(validating: bytes, as: UTF8.self) else {
          throw LineProblem("a string is not UTF-8", cure: "fetch the document again")
        }
        return content
      }
    } catch {
      throw error.error(path: path, line: line)
    }
  }

  private func unexpected(_ what: String, line: Int) -> InputError {
    let context =
      switch place {
      case .outside: "outside of the document"
      case .top: "in the document"
      case .data: "in \"data\""
      case .result: "in \"result\""
      case .series: "in a series"
      case .labels: "in a series' labels"
      case .samples, .sample: "among a series' values"
      }
    return error(
      "the document is not an answer of Prometheus: \(what) \(context)", line: line,
      cure: "give what query_range answers")
  }

  private func error(_ problem: String, line: Int, cure: String) -> InputError {
    InputError(.badData, at: .init(path: path, line: line), problem, cure: cure)
  }
}

extension PrometheusDocument {
  /// How many bytes decide at most what a file is.
  static let decisiveCount = 4096

  /// Whether a file is such a document, by its beginning; nil if that is too short to tell.
  ///
  /// Its first member that tells is `data` with a result, or `error` beside the status of that name; a line
  /// of metrics has other members.
  static func begins(_ bytes: some Collection<UInt8>) -> Bool? {
    var rest = bytes[...]
    func next() -> UInt8? {
      rest = rest.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
      return rest.first
    }
    /// The string that follows, as it stands; nil where it does not end.
    func string() -> String? {
      var isEscaped = false
      guard
        let end = rest.dropFirst().firstIndex(where: { byte in
          if isEscaped {
            isEscaped = false
            return false
          }
          isEscaped = byte == UInt8(ascii: "\\")
          return byte == UInt8(ascii: "\"")
        })
      else { return nil }
      let text = String(decoding: rest[rest.index(after: rest.startIndex)..<end], as: UTF8.self)
      rest = rest[rest.index(after: end)...]
      return text
    }
    if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    guard let first = next() else { return nil }
    guard first == UInt8(ascii: "{") else { return false }
    rest = rest.dropFirst()
    var failed = false
    while let quote = next() {
      guard quote == UInt8(ascii: "\"") else { return false }
      guard let key = string(), let colon = next() else { return nil }
      guard colon == UInt8(ascii: ":") else { return false }
      rest = rest.dropFirst()
      guard let value = next() else { return nil }
      switch key {
      case "data":
        guard value == UInt8(ascii: "{") else { return false }
        rest = rest.dropFirst()
        guard let quote = next() else { return nil }
        guard quote == UInt8(ascii: "\"") else { return false }
        return string().map { $0 == "resultType" || $0 == "result" }
      case "error", "errorType":
        if failed { return true }
      case "status", "isPartial", "warnings", "infos", "trace", "stats": break
      default: return false
      }
      if value == UInt8(ascii: "\"") {
        guard let text = string() else { return nil }
        if key == "status" { failed = text == "error" }
      } else if value == UInt8(ascii: "[") || value == UInt8(ascii: "{") {
        return false
      } else {
        rest = rest.drop { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
      }
      guard let separator = next() else { return nil }
      guard separator == UInt8(ascii: ",") else { return false }
      rest = rest.dropFirst()
    }
    return nil
  }
}
