"""The protocol that all workers speak; README.md has it."""
import sys
import time

import numpy as np


def serve(prepare):
    """Answers requests until the input ends.

    prepare(work, settings) gives two functions: run(count), which is timed, and summary(outcome), the
    numbers by which results are compared. The settings are a dictionary of texts.
    """
    work, output, *settings = sys.argv[1:]
    run, summary = prepare(work, dict(setting.split("=", 1) for setting in settings))
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        outcome = run(int(line))
        seconds = time.perf_counter() - start
        summary(outcome).tofile(output)
        print(repr(seconds), flush=True)
