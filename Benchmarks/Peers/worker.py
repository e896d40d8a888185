"""The protocol that all workers speak; README.md has it."""
import sys
import time

import numpy as np


def serve(prepare):
    """Answers requests until the input ends.

    prepare(work, structure, d, k, samples, numbers) gives two functions: run(count), which is timed,
    and summary(outcome), the numbers by which results are compared.
    """
    work, structure, d, k, samples, model, output = sys.argv[1:8]
    d, k = int(d), int(k)
    run, summary = prepare(
        work, structure, d, k, np.fromfile(samples).reshape(-1, d), np.fromfile(model))
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        outcome = run(int(line))
        seconds = time.perf_counter() - start
        summary(outcome).tofile(output)
        print(repr(seconds), flush=True)
