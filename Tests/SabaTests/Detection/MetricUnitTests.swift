internal import Testing

@testable internal import Saba

@Suite("Units by metrics' names")
struct MetricUnitTests {
  @Test(
    "A name says the unit, or it is a plain number",
    arguments: [
      ("memory.used", MetricUnit.bytes), ("memory.swap_used", .bytes),
      ("container.memory.web.usage", .bytes), ("filesystem.root.used", .bytes),
      ("filesystem.sda1.size", .bytes), ("filesystem.root.inodes_used", .number),
      ("swap.used", .bytes), ("node_memory_MemAvailable_bytes", .bytes),
      ("node_network_receive_bytes_total", .bytes), ("NetworkBytes", .bytes),
      ("interface.eth0.rxBytes.delta", .bytesPerSecond), ("diskBytesPerSecond", .bytesPerSecond),
      ("disk.sda.reads.delta", .perSecond), ("memory.faults.delta", .perSecond),
      ("cpu.user.percentage", .percent), ("memory.used_percentage", .percent),
      ("http_request_duration_seconds", .seconds), ("node_cpu_seconds_total", .number),
      ("loadavg5", .number), ("memory", .number), ("custom.memory", .number),
      ("freeKBytes", .number), ("disk.kBytes.delta", .number), ("kilobytes", .number),
      ("", .number),
    ])
  func rules(name: String, unit: MetricUnit) {
    #expect(MetricUnit(metric: name) == unit)
  }

  @Test(
    "An amount carries its unit",
    arguments: [
      (MetricUnit.bytes, 8.2e9, "8.2 GB"), (.bytes, 512, "512 B"), (.bytes, 999_999, "1 MB"),
      (.bytes, -2.5e12, "-2.5 TB"), (.bytesPerSecond, 149_000, "149 kB/s"),
      (.perSecond, 155, "155/s"), (.perSecond, 1234, "1.23k/s"), (.percent, 31.84, "31.8 %"),
      (.percent, 1234.5, "1235 %"), (.percent, 1e9, "1G %"), (.seconds, 0, "0 s"),
      (.seconds, 0.0123, "12.3 ms"), (.seconds, 2e-6, "2 µs"), (.seconds, 12, "12 s"),
      (.seconds, 90, "1.5 min"), (.seconds, 7200, "2 h"), (.seconds, 864_000, "10 d"),
      (.number, 5412, "5.41k"),
    ])
  func amounts(unit: MetricUnit, amount: Double, text: String) {
    #expect(unit.text(amount) == text)
  }

  @Test("A difference of percentages is in percentage points")
  func differences() {
    #expect(MetricUnit.percent.difference(122) == "122 percentage points")
    #expect(MetricUnit.percent.difference(1) == "1 percentage point")
    #expect(MetricUnit.bytes.difference(3.1e9) == "3.1 GB")
  }

  @Test("A range names its unit once where its ends agree")
  func ranges() {
    #expect(MetricUnit.bytes.text(4e9, to: 5.1e9) == "4 to 5.1 GB")
    #expect(MetricUnit.bytes.text(0.9e9, to: 1.2e9) == "900 MB to 1.2 GB")
    #expect(MetricUnit.percent.text(0, to: 3.14) == "0 to 3.14 %")
    #expect(MetricUnit.perSecond.text(1.5, to: 36.7) == "1.5 to 36.7/s")
    #expect(MetricUnit.number.text(4e9, to: 5.1e9) == "4G to 5.1G")
  }
}
