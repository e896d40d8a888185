import Saba
import SabaEvaluation
import Testing

@Suite struct AblationTests {
  @Test func everyStepHasADetectorOfItsOwnName() {
    let names = RoleDetector.ablations.map(\.name)
    #expect(Set(names).count == RolePipeline.Step.allCases.count)
    #expect(names.contains("role-without-trailing-means"))
    #expect(!names.contains(RoleDetector().name))
  }

  @Test func theTableComparesEachWithTheWholeDetector() async throws {
    let files = RoleDetectorTests.files(rowCount: 800) {
      RoleDetectorTests.value($0) + ((400...410).contains($0) ? 400 : 0)
    }
    try await withFolder(files) { path in
      let result = try await Evaluation(
        dataset: Dataset(path: path),
        detectors: [
          RoleDetector(), RoleDetector(without: .dynamics),
          RoleDetector(without: .trailingEnergies),
        ]
      ).run()
      let lines = result.ablationLines()
      #expect(lines.count == 5)
      #expect(lines[1].contains("less role's"))
      for (line, detector) in zip(lines.dropFirst(2), result.detectors) {
        let fields = line.split(separator: " ").map(String.init)
        #expect(fields[0] == detector.name)
        let volume = try #require(detector.mean.vusPR)
        #expect(abs((Double(fields[1]) ?? .nan) - volume) < 1e-3)
        let difference = volume - (try #require(result.detectors[0].mean.vusPR))
        if detector.name == "role" {
          #expect(fields[2] == "-")
        } else {
          #expect(abs((Double(fields[2]) ?? .nan) - difference) < 1.1e-3)
        }
      }
    }
  }
}
