extension LocalTime {
  /// The day of the week and the part of the day, such as `Sunday night`; nights begin at midnight.
  var dayAndPart: String {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let parts = ["night", "morning", "afternoon", "evening"]
    return "\(days[weekday - 1]) \(parts[secondOfDay / (86_400 / parts.count)])"
  }
}
