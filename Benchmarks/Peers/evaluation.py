"""The contests about accuracy scores: Saba, TSB-AD, PATE, scikit-learn."""
import sys
from pathlib import Path

import numpy as np

from contest import Contest, Contestant, Worker, version

TOLERANCE = 1e-9
BUFFER = 100
# Rows with higher scores are predicted.
THRESHOLD = 2.5
# Works that take no time are done so often in a row.
OFTEN = 20
# A run of theirs that takes longer than 5 seconds is not repeated.
ONCE = 1
HERE = Path(__file__).parent


def agree(ours, theirs):
    return ours.shape == theirs.shape and bool(np.all(np.abs(ours - theirs) <= TOLERANCE))


def often(worker):
    return worker.run(OFTEN) / OFTEN


class Data:
    """A labelled series in two files: an event in some 1 500 rows, and smooth noise that rises in events."""

    def __init__(self, folder, n):
        random = np.random.default_rng(n)
        labels = np.zeros(n)
        for start in random.choice(n - 200, size=n // 1_500, replace=False):
            labels[start:start + int(random.integers(5, 200))] = 1
        window = np.ones(16)
        scores = np.convolve(random.normal(size=n + 15), window / 4, "valid")
        scores += 2 * np.convolve(labels, window / 16, "same")
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.n = folder, n
        self.labels, self.scores = folder / f"labels-{n}", folder / f"scores-{n}"
        labels.tofile(self.labels)
        scores.tofile(self.scores)

    def worker(self, program, work):
        settings = {
            "labels": self.labels, "scores": self.scores, "buffer": BUFFER, "threshold": THRESHOLD}
        output = self.folder / f"result-{Path(program[-1]).stem}-{work}-{self.n}"
        return lambda: Worker(program, work, output, settings)


def contests(folder):
    saba = [folder / "PeersWorker"]
    python = [sys.executable, HERE / "evaluation_python.py"]
    series, short, long = (Data(folder / "evaluation", n) for n in (25_000, 5_000, 1_000_000))

    def beside(package, name, work, data, **how):
        ours = Contestant("Saba", data.worker(saba, work), often)
        peer = Contestant(version(package), data.worker(python, work), **how)
        return Contest(f"{name} n={data.n}", ours, [peer], agree)

    def alone(name, work, data):
        return Contest(
            f"{name} n={data.n}", Contestant("Saba", data.worker(saba, work)), [],
            figure=lambda seconds: f"{data.n / seconds / 1e6:.3g} M rows a second")

    volumes, pate = f"VUS-ROC and VUS-PR, L={BUFFER},", f"PATE, buffers of {BUFFER},"
    yield beside("TSB-AD", volumes, "volumes", series, rounds=ONCE)
    yield alone(volumes, "volumes", long)
    yield beside("TSB-AD", "affiliation precision and recall", "affiliation", series, time=often)
    yield alone("affiliation precision and recall", "affiliation", long)
    yield beside("PATE", pate, "pate", short, rounds=ONCE)
    yield alone(pate, "pate", long)
    yield beside("scikit-learn", "average precision", "averagePrecision", series, time=often)
    yield alone("average precision", "averagePrecision", long)
    yield alone("NAB, three profiles,", "nab", series)
    yield alone("NAB, three profiles,", "nab", long)
