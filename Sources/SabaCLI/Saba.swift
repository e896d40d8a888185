internal import ArgumentParser

@main
struct SabaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "saba")
}
