# R's side of the seasonal contests; README.md has the arguments and the protocol.
arguments <- commandArgs(trailingOnly = TRUE)
output <- arguments[2]
pairs <- strsplit(arguments[-(1:2)], "=", fixed = TRUE)
settings <- setNames(lapply(pairs, `[`, 2), sapply(pairs, `[`, 1))
number <- function(name) as.integer(settings[[name]])
values <- settings$values
y <- ts(readBin(values, "double", file.size(values) / 8), frequency = number("periods"))
cat("ready\n")
input <- file("stdin", open = "r")
while (length(line <- readLines(input, 1)) > 0) {
  start <- Sys.time()
  for (pass in seq_len(as.integer(line))) {
    fit <- stl(
      y, s.window = number("windows"), s.degree = 1, t.window = number("trend"), t.degree = 1,
      l.window = number("lowPass"), l.degree = 1, s.jump = 1, t.jump = 1, l.jump = 1,
      robust = number("outer") > 0, inner = number("inner"), outer = number("outer"))
  }
  seconds <- as.numeric(difftime(Sys.time(), start, units = "secs"))
  writeBin(as.vector(fit$time.series[, c("seasonal", "trend")]), output)
  cat(sprintf("%.9f\n", seconds))
}
