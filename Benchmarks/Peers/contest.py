"""Contests between programs: each in turn, several rounds, medians, and a look at the results."""
import importlib.metadata
import os
import statistics
import subprocess
from dataclasses import dataclass
from typing import Callable

import numpy as np

ONE_THREAD = {
    name: "1" for name in (
        "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS")}


def version(package):
    """A package's name and version, as the table shows them."""
    return f"{package} " + ".".join(importlib.metadata.version(package).split(".")[:2])


class Worker:
    """A program that has loaded its data and waits to be timed; README.md has the protocol."""

    def __init__(self, program, work, output, settings):
        self.output = output
        self.command = [
            *map(str, program), work, str(output),
            *(f"{name}={value}" for name, value in settings.items())]
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | ONE_THREAD)
        self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"compare-peers: no answer from {' '.join(self.command)}")
        return line

    def begin(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()

    def seconds(self):
        return float(self._answer())

    def run(self, count):
        self.begin(count)
        return self.seconds()

    def result(self):
        return np.fromfile(self.output)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class TwoAtOnce:
    """Two workers that do the same at the same time: a run takes half of what both take."""

    def __init__(self, first, second):
        self.workers = [first, second]

    def run(self, count):
        for worker in self.workers:
            worker.begin(count)
        return max([worker.seconds() for worker in self.workers]) / 2

    def result(self):
        return self.workers[0].result()

    def close(self):
        for worker in self.workers:
            worker.close()


@dataclass
class Contestant:
    name: str
    start: Callable  # gives a worker
    time: Callable = lambda worker: worker.run(1)  # seconds, of a worker
    rounds: int | None = None  # fewer than the others and without warming up, for who takes long
    agree: Callable | None = None  # in place of the contest's
    note: str = ""


@dataclass
class Contest:
    work: str
    ours: Contestant
    peers: list  # may be empty where only our time is asked for
    agree: Callable | None = None  # of our result and a peer's
    rounds: int = 7
    figure: Callable | None = None  # gives a note about our seconds

    def rows(self):
        """What each peer took beside us, as a list of objects for JSON."""
        everyone = [self.ours, *self.peers]
        workers = [contestant.start() for contestant in everyone]
        for contestant, worker in zip(everyone, workers):
            if contestant.rounds is None:
                worker.run(1)
        times = [[] for _ in everyone]
        for turn in range(self.rounds):
            for contestant, worker, seconds in zip(everyone, workers, times):
                if turn < (contestant.rounds or self.rounds):
                    seconds.append(contestant.time(worker))
        results = [worker.result() for worker in workers]
        for worker in workers:
            worker.close()
        ours, *theirs = map(statistics.median, times)
        figure = [self.figure(ours)] if self.figure else []
        own = {"work": self.work, "ours": self.ours.name, "peer": None, "oursSeconds": ours}
        rows = [own | {
            "peer": peer.name, "peerSeconds": seconds, "ratio": seconds / ours,
            "agree": bool((peer.agree or self.agree)(results[0], result)),
            "note": "; ".join([*figure, *filter(None, [peer.note])]),
        } for peer, seconds, result in zip(self.peers, theirs, results[1:])]
        alone = {"peerSeconds": None, "ratio": None, "agree": None, "note": "; ".join(figure)}
        return rows or [own | alone]
