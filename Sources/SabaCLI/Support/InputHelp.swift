/// What the commands that read metrics say about their input.
enum InputHelp {
  static let formats = """
    Input is CSV, wide (timestamp,host,<metric>,…; without a host column the file's name is the \
    host) or long (timestamp,host,metric,value), or JSON Lines ({"time","host","metric","value"} \
    or {"time","host","metrics":{…}}), plain or gzip; - is standard input. Times are epoch seconds \
    or ISO 8601 with a zone. Hosts may be interleaved and rows unsorted; an empty value is \
    missing, never 0. A line that cannot be read is skipped, counted and reported, or with \
    --strict ends the command.
    """
}
