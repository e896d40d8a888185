/// What the commands that read metrics say about their input.
enum InputHelp {
  static let formats = """
    Input, plain or gzip; - is standard input:

      wide CSV    timestamp,host,<metric>,<metric>…
      long CSV    timestamp,host,metric,value
      JSON Lines  {"time":…,"host":…,"metrics":{"<metric>":…}}
                  {"time":…,"host":…,"metric":…,"value":…}
      Prometheus  what it answers to query_range or query, a file a query; the
                  host is the label instance without its port, the metric
                  name{label="value"} with the labels that tell series of one
                  host apart

    Without a host column the file's name is the host. Times are epoch seconds \
    or ISO 8601 with a zone. Hosts may be interleaved and rows unsorted; an empty value is \
    missing, never 0. A line that cannot be read is skipped, counted and reported, or with \
    --strict ends the command.
    """
}
