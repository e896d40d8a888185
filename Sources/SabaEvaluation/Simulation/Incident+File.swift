public import Saba

extension Incident {
  /// Reads the incidents of a simulated role.
  ///
  /// - Parameter path: An `incidents.csv` as ``SimulatedRole/write(to:)`` writes it.
  /// - Returns: The incidents, in the order of the file.
  /// - Throws: ``InputError`` that names the line.
  public static func read(path: String) throws(InputError) -> [Incident] {
    let table = try TextTable.read(path: path)
    guard table.header.starts(with: ["kind", "hosts", "start", "end", "culprits"]) else {
      throw InputError(
        .badData, at: .init(path: path, line: 1), "the header is not that of incidents",
        cure: "give the incidents.csv that `saba simulate` wrote")
    }
    var incidents: [Incident] = []
    for (index, row) in table.rows.enumerated() {
      guard
        let kind = Kind(rawValue: row[0]), let start = Timestamp.seconds(row[2]),
        let end = Timestamp.seconds(row[3])
      else {
        throw InputError(
          .badData, at: .init(path: path, line: index + 2), "the line is no incident",
          cure: "give the incidents.csv that `saba simulate` wrote")
      }
      incidents.append(
        Incident(
          kind: kind, hosts: row[1].split(separator: " ").map(String.init), start: Int(start),
          end: Int(end), metric: kind.hitsAnyMetric ? row[4] : nil))
    }
    return incidents
  }
}
