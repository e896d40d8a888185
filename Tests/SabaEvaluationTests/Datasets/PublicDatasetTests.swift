import Foundation
import Saba
import SabaEvaluation
import Testing

/// Where public sets lie, beside the repository.
private let publicDatasets: String = {
  var root = URL(filePath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  return root.path(percentEncoded: false) + "../shared/data"
}()

/// Public sets, where they are at all.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: publicDatasets),
    "there is no ../shared/data"))
struct PublicDatasetTests {
  static func entities(of name: String) throws -> [DatasetEntity] {
    let dataset = try Dataset(path: "\(publicDatasets)/\(name)")
    #expect(dataset.name == name)
    let entities = try dataset.entityNames.map { try dataset.entity(named: $0) }
    for entity in entities {
      let host = try #require(entity.hosts.first)
      #expect(entity.hosts.count == 1 && host.fileRows == 0..<entity.labels.count)
      #expect(zip(host.frameRows, host.frameRows.dropFirst()).allSatisfy { $0 < $1 })
      if let buffer = buffers[entity.name] { #expect(entity.vusBuffer == buffer, "\(entity.name)") }
    }
    return entities
  }

  @Test func nab() throws {
    let entities = try Self.entities(of: "nab")
    #expect(entities.count == 35)
    #expect(entities.reduce(0) { $0 + $1.events.count } == 72)
    for entity in entities {
      let trained = entity.labels.count * 15 / 100
      let frameRows = entity.hosts[0].frameRows
      #expect(entity.train.frames[0].rowCount == frameRows[min(trained, 750) - 1] + 1)
    }
  }

  /// By `References/period_rule.py`.
  static let buffers: [String: Int] = [
    "artificialNoAnomaly/art_daily_no_noise": 288,
    "artificialWithAnomaly/art_daily_flatmiddle": 288,
    "artificialWithAnomaly/art_load_balancer_spikes": 71,
    "realAWSCloudwatch/ec2_cpu_utilization_fe7f93": 10,
    "realAWSCloudwatch/ec2_network_in_5abac7": 11,
    "realAWSCloudwatch/rds_cpu_utilization_cc0c53": 125,
    "realAdExchange/exchange-3_cpc_results": 23,
    "realKnownCause/cpu_utilization_asg_misconfiguration": 12,
    "realKnownCause/rogue_agent_key_updown": 24,
    "realTraffic/speed_7578": 34,
    "realTweets/Twitter_volume_FB": 16,
    "realTweets/Twitter_volume_PFE": 125,
    "application-crash-rate-1/app1-03": 23,
    "application-crash-rate-1/app1-07": 24,
    "application-crash-rate-2/app2-07": 134,
    "application-crash-rate-2/app2-10": 184,
    "consumer-purchase-rate/purchase-05": 19,
    "data-ingress-rate/ingress-03": 15,
    "middle-tier-api-dependency-latency/outbound-03": 48,
    "middle-tier-api-dependency-latency/outbound-09": 24,
    "middle-tier-api-dependency-latency/outbound-17": 24,
    "middle-tier-api-dependency-latency/outbound-20": 24,
    "middle-tier-api-dependency-latency/outbound-23": 19,
    "mongodb-machine-rps/machine-01": 125,
  ]

  @Test func mscloud() throws {
    let entities = try Self.entities(of: "mscloud")
    let files = FileManager.default.enumerator(atPath: publicDatasets + "/mscloud")
    let series = files?.count { ($0 as? String)?.hasSuffix(".csv.gz") == true }
    #expect(entities.count == series && entities.count > 30)
    #expect(entities.reduce(0) { $0 + $1.events.count } == 159)
    #expect(entities.contains { $0.events.isEmpty })
    #expect(Set(entities.map(\.test.interval)) == [60, 3_600])
    let missing = entities.filter { $0.name.hasPrefix("application-crash-rate-1/") }
      .flatMap { $0.test.frames[0].values.column(0) }.count { $0.isNaN }
    #expect(missing == 37)
  }
}
