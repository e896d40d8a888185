internal import ArgumentParser
internal import Saba

/// The periods on the command line: lengths of time with commas between them, or `auto`.
enum PeriodArgument {
  case auto
  /// In seconds, ascending.
  case lengths([Int])

  init(_ text: String) throws(ValidationError) {
    if text == "auto" {
      self = .auto
      return
    }
    var lengths: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let part = String(part.drop { $0 == " " })
      guard let length = DurationArgument(argument: part)?.seconds else {
        throw ValidationError(
          "'\(part)' in --period is not a length of time; give such as 1d or 1d,1w (units s, m, h, "
            + "d, w), or auto")
      }
      if lengths.contains(length) {
        throw ValidationError("--period has \(DurationText.text(length)) twice; give it once")
      }
      lengths.append(length)
    }
    self = .lengths(lengths.sorted())
  }
}

extension STLOptions.SeasonalWindow {
  /// A window on the command line: a number of cycles, or `periodic`.
  init(argument text: String) throws(ValidationError) {
    if text == "periodic" {
      self = .periodic
      return
    }
    guard let cycles = Int(text), cycles % 2 == 1, (3...9999).contains(cycles) else {
      throw ValidationError(
        "--seasonal-window is '\(text)'; give an odd number of cycles, 3 or more, or periodic")
    }
    self = .cycles(cycles)
  }
}
