# Decomposes series with R's stl for stl.py. Each line of standard input has the options, 0 as the
# seasonal window for a periodic season, and the series; it is answered by a line of the season, the
# trend and the robustness weights. The first line is R's version.
cat(paste(R.version$major, R.version$minor, sep = "."), "\n")
for (line in readLines(file("stdin"))) {
  x <- as.numeric(strsplit(line, " ")[[1]])
  fit <- stl(
    ts(x[-(1:12)], frequency = x[1]), s.window = if (x[2] == 0) "periodic" else x[2],
    s.degree = x[5], t.window = x[3], t.degree = x[6], l.window = x[4], l.degree = x[7],
    s.jump = x[8], t.jump = x[9], l.jump = x[10], inner = x[11], outer = x[12])
  parts <- c(fit$time.series[, "seasonal"], fit$time.series[, "trend"], fit$weights)
  cat(sprintf("%.17g", parts), "\n")
}
