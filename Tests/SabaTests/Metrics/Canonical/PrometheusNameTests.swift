internal import Testing

@testable internal import Saba

@Suite("Series' names as Prometheus writes them")
struct PrometheusNameTests {
  @Test("A name and its labels are taken apart")
  func labels() throws {
    #expect(try #require(PrometheusName("node_load1")).name == "node_load1")
    let name = try #require(
      PrometheusName(#"a:b_total{device="sda",path="C:\\dir \"x\"\n",empty="",}"#))
    #expect(name.name == "a:b_total")
    #expect(name["device"] == "sda")
    #expect(name["path"] == "C:\\dir \"x\"\n")
    #expect(name["empty"] == "")
    #expect(name["other"] == nil)
    #expect(try #require(PrometheusName("a{}")).labels.isEmpty)
  }

  @Test(
    "What is written otherwise is no such name",
    arguments: [
      "", "1a", "cpu.user.percentage", "a b", "a{", "a}", "a{b}", "a{b=}", #"a{b="c}"#,
      #"a{b="c" d="e"}"#, #"a{b:c="d"}"#, #"a{="d"}"#, #"a{b="c"}x"#, #"a{b="\"#, "größe",
    ])
  func others(text: String) {
    #expect(PrometheusName(text) == nil)
  }
}
