internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

/// Time zones through the built command: a test's own process knows zones that a program without
/// the right library does not.
@Suite("Time zones of the command")
struct ZoneTests {
  /// 2026-03-29 00:00 in Berlin; two hours later clocks go from 2 to 3.
  static let switchDay = 1_774_738_800

  /// Two hosts whose requests follow the clock of a zone: people come at 9 and leave at 18.
  static func history(_ name: String, days: Int, start: Int, seed: UInt64) throws -> String {
    let zone = try LocalZone(identifier: name)
    var generator = RandomGenerator(seed: seed)
    var text = "timestamp,host,cpu,requests\n"
    for row in 0..<(days * 288) {
      let time = start + 300 * row
      let isDay = (32_400..<64_800).contains(zone.localTime(at: time).secondOfDay)
      for host in ["a", "b"] {
        let requests = (isDay ? 400 : 100) + 10 * generator.normal()
        text += "\(time),\(host),\(40 + 5 * generator.normal()),\(requests)\n"
      }
    }
    return text
  }

  /// How many samples are critical at the lowest sensitivity, by a model of a history.
  private func alerts(
    _ zone: String, _ history: String, _ input: String, in folder: String
  ) throws -> Int {
    let trained = try SabaProcess.run(
      ["train", "--history", history, "--output", "role.saba", "--zone", zone], in: folder)
    try #require(trained.status == 0, "\(trained.errors)")
    let judged = try SabaProcess.run(
      [
        "judge", "--model", "role.saba", "--input", input, "--warning", "none", "--critical",
        "insensitive",
      ], in: folder)
    return judged.lines.count { !$0.contains("\"ok\"") }
  }

  @Test("What was learnt before clocks change holds after it, by the zone's clock alone")
  func berlin() throws {
    try TemporaryFolder.with { folder in
      let zone = "Europe/Berlin"
      func write(_ name: String, days: Int, start: Int, seed: UInt64) throws {
        try Fixture.write(
          Self.history(zone, days: days, start: start, seed: seed), to: "\(folder)/\(name)")
      }
      try write("winter.csv", days: 21, start: Self.switchDay - 21 * 86_400, seed: 1)
      try write("spring.csv", days: 7, start: Self.switchDay, seed: 2)
      try write("both.csv", days: 21, start: Self.switchDay - 10 * 86_400, seed: 3)
      // From 2026-10-25 00:00, three hours before clocks go back.
      try write("autumn.csv", days: 7, start: 1_792_879_200, seed: 5)
      #expect(try alerts("UTC", "winter.csv", "spring.csv", in: folder) > 100)
      // Two host-weeks have an alert by chance in one case of seven, of a sample or a few.
      #expect(try alerts(zone, "both.csv", "autumn.csv", in: folder) < 10)
      #expect(try alerts(zone, "winter.csv", "spring.csv", in: folder) < 10)

      let inspected = try SabaProcess.run(["inspect", "role.saba"], in: folder)
      #expect(inspected.output.contains("time zone of its days: Europe/Berlin"))
      let document = try SabaProcess.run(["inspect", "role.saba", "--json", "-"], in: folder)
      let model =
        try JSONSerialization.jsonObject(with: Data(document.output.utf8)) as? [String: Any]
      #expect(model?["timeZone"] as? String == zone)
    }
  }

  @Test("Without a zone days are those of UTC")
  func utc() throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(), to: "\(folder)/history.csv")
      let train = ["train", "--history", "history.csv", "--output"]
      _ = try SabaProcess.run(train + ["a.saba"], in: folder)
      _ = try SabaProcess.run(train + ["b.saba", "--zone", "UTC"], in: folder)
      let plain = try Data(contentsOf: URL(filePath: "\(folder)/a.saba"))
      #expect(try plain == Data(contentsOf: URL(filePath: "\(folder)/b.saba")))
      let inspected = try SabaProcess.run(["inspect", "a.saba"], in: folder)
      #expect(inspected.output.contains("time zone of its days: UTC"))
    }
  }

  @Test("A zone that nobody knows is wrong usage", arguments: ["Asia/Tokio", ""])
  func unknown(name: String) throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(), to: "\(folder)/history.csv")
      let result = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "role.saba", "--zone", name],
        in: folder)
      #expect(result.status == 64)
      #expect(result.errors.contains("there is no time zone \(name); give an IANA name"))
      #expect(try TemporaryFolder.names(in: folder) == ["history.csv"])
    }
  }
}
