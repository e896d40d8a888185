/// A label of a series, as Prometheus has it.
struct PrometheusLabel: Sendable, Hashable {
  var name: String
  var value: String
}

/// A series without its host: a name and labels.
struct PrometheusSeries: Sendable, Hashable {
  var name: String
  /// Sorted by name.
  var labels: [PrometheusLabel]

  init(name: String, labels: [PrometheusLabel]) {
    self.name = name
    self.labels = labels
  }

  /// Takes apart what ``text`` makes; a text that is not so is a name without labels.
  init(_ text: String) {
    self.init(name: text, labels: [])
    guard let brace = text.firstIndex(of: "{"), text.last == "}" else { return }
    var labels: [PrometheusLabel] = []
    var rest = text[text.index(after: brace)...].dropLast()
    while !rest.isEmpty {
      guard let equals = rest.firstIndex(of: "="), rest[equals...].dropFirst().first == "\"" else {
        return
      }
      let label = String(rest[..<equals])
      rest = rest[equals...].dropFirst(2)
      var value = ""
      var isClosed = false
      while !isClosed {
        guard let character = rest.popFirst() else { return }
        isClosed = character == "\""
        guard character == "\\" else {
          if !isClosed { value.append(character) }
          continue
        }
        guard let escaped = rest.popFirst() else { return }
        value.append(escaped == "n" ? "\n" : escaped)
      }
      labels.append(PrometheusLabel(name: label, value: value))
      if rest.isEmpty { break }
      guard rest.popFirst() == "," else { return }
    }
    self.init(name: String(text[..<brace]), labels: labels)
  }

  /// As Prometheus writes it: `name{label="value"}`, or the name alone.
  var text: String {
    if labels.isEmpty { return name }
    let labels = labels.map { label in
      var value = ""
      for character in label.value.unicodeScalars {
        switch character {
        case "\\", "\"": value += "\\" + String(character)
        case "\n": value += "\\n"
        default: value.unicodeScalars.append(character)
        }
      }
      return "\(label.name)=\"\(value)\""
    }
    return "\(name){\(labels.joined(separator: ","))}"
  }

  /// The same with some of its labels.
  func only(_ names: Set<String>) -> PrometheusSeries {
    PrometheusSeries(name: name, labels: labels.filter { names.contains($0.name) })
  }

  /// Whether it has all labels of another of the same name.
  func matches(_ other: PrometheusSeries) -> Bool {
    name == other.name && other.labels.allSatisfy(labels.contains)
  }
}

extension PrometheusSeries {
  /// The label that the name is kept in.
  private static let nameLabel = "__name__"
  /// The label that tells where a series was scraped.
  private static let instanceLabel = "instance"
  /// The port of the instance, where the host alone does not tell series apart.
  private static let portLabel = "port"

  /// Takes a document's labels apart.
  ///
  /// - Parameters:
  ///   - labels: Sorted by name.
  ///   - defaultName: The name of a series without one, as expressions give.
  /// - Returns: The host, which is the label `instance` without its port, or else `host` or the like; and
  ///   the series, in which the port is a label; nil for no host.
  static func split(
    _ labels: [PrometheusLabel], defaultName: String
  ) -> (host: String?, series: PrometheusSeries) {
    var name = defaultName
    var others: [PrometheusLabel] = []
    var host: String?
    var port: String?
    let hostLabel =
      labels.contains { $0.name == instanceLabel }
      ? instanceLabel : labels.first { isHost($0.name) }?.name
    for label in labels {
      switch label.name {
      case nameLabel: name = label.value
      case hostLabel:
        let parts = hostAndPort(label.value)
        host = parts.host
        port = parts.port
      default: others.append(label)
      }
    }
    if let port, !others.contains(where: { $0.name == portLabel }) {
      let place = others.firstIndex { $0.name > portLabel } ?? others.count
      others.insert(PrometheusLabel(name: portLabel, value: port), at: place)
    }
    return (host, PrometheusSeries(name: name, labels: others))
  }

  private static func isHost(_ label: String) -> Bool {
    var label = label
    return label.withUTF8 { MetricParser.Role(name: $0) == .host }
  }

  /// `web01` and `9100` of `web01:9100`.
  private static func hostAndPort(_ instance: String) -> (host: String, port: String?) {
    guard let colon = instance.lastIndex(of: ":"), colon > instance.startIndex else {
      return (instance, nil)
    }
    let port = instance[instance.index(after: colon)...]
    // An address of IPv6 has a port only behind brackets.
    let host = instance[..<colon]
    guard !port.isEmpty, port.allSatisfy({ $0.isASCII && $0.isNumber }),
      !host.contains(":") || host.last == "]" || host.contains("/")
    else { return (instance, nil) }
    return (String(host), String(port))
  }
}
