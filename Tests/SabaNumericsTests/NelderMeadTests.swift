import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct NelderMeadTests {
  @Test func findsTheBottomOfABentValley() {
    let found = NelderMead(
      from: [-1.2, 1], steps: [0.5, 0.5], tolerance: 1e-14, maximumEvaluations: 2000
    ) { p in
      1 + 100 * (p[1] - p[0] * p[0]) * (p[1] - p[0] * p[0]) + (1 - p[0]) * (1 - p[0])
    }
    #expect(found.converged)
    #expect(abs(found.value - 1) < 1e-12)
    #expect(relativeDifference(found.point, [1, 1]) < 1e-6)
  }

  @Test(arguments: 1...5)
  func findsTheBottomOfABowl(d: Int) {
    let found = NelderMead(
      from: [Double](repeating: 0, count: d), steps: [Double](repeating: 1, count: d),
      tolerance: 1e-12, maximumEvaluations: 5000
    ) { p in
      p.enumerated().reduce(3.0) { sum, x in
        sum + Double(x.offset + 1) * (x.element - Double(x.offset)) * (x.element - Double(x.offset))
      }
    }
    #expect(found.converged)
    #expect(relativeDifference(found.point, (0..<d).map(Double.init), scale: 1) < 1e-4)
  }

  @Test func keepsToItsBudgetAndAwayFromWhatIsNoNumber() {
    var calls = 0
    let found = NelderMead(
      from: [3], steps: [1], tolerance: 0, maximumEvaluations: 60
    ) { p in
      calls += 1
      return p[0] < 1 ? .nan : p[0] * p[0]
    }
    #expect(found.evaluationCount == calls)
    #expect(calls <= 63)
    #expect(found.point[0] >= 1 && found.point[0] < 1.01)
    let flat = NelderMead(from: [0, 0], steps: [1, 1], tolerance: 1e-8, maximumEvaluations: 50) {
      _ in 0
    }
    #expect(flat.converged)
    #expect(flat.evaluationCount == 3)
  }
}
