"""The contests about Gaussian mixtures: Saba, scikit-learn, Armadillo."""
import subprocess
import sys
from pathlib import Path

import numpy as np

from contest import Contest, Contestant, TwoAtOnce, Worker, version
from mixture_model import Model

SHAPES = [(5, 3), (8, 8), (16, 8), (38, 8)]
SAMPLE_COUNT = 200_000
SINGLE_COUNT = 1_000
SINGLE_PASSES = 100
MISSING_SHARE = 0.1
# An EM iteration takes the difference of two fits, so that nobody's start counts.
FEW, MANY = 2, 8
DENSITY_TOLERANCE = 1e-9
LIKELIHOOD_TOLERANCE = 1e-8
HERE = Path(__file__).parent


def iteration(worker):
    few = worker.run(FEW)
    return (worker.run(MANY) - few) / (MANY - FEW)


def densities_agree(ours, theirs):
    return ours.shape == theirs.shape and np.all(
        np.abs(ours - theirs) <= DENSITY_TOLERANCE * np.maximum(1, np.abs(theirs)))


class Data:
    """One shape's samples, the mixture they come from, and a start for EM, in files."""

    def __init__(self, folder, d, k):
        self.folder, self.d, self.k = folder, d, k
        folder.mkdir(parents=True, exist_ok=True)
        random = np.random.default_rng([d, k])
        halves = random.normal(size=(k, d, d)) / np.sqrt(d)
        # About 3.5 standard deviations between components, so that they overlap in every dimension
        # and EM is far from done when the contests end.
        mixture = Model(
            random.dirichlet(np.full(k, 5.0)), 3 / np.sqrt(d) * random.normal(size=(k, d)),
            halves @ halves.transpose(0, 2, 1) + np.eye(d) / 2)
        label = random.choice(k, size=SAMPLE_COUNT, p=mixture.weights)
        samples = random.normal(size=(SAMPLE_COUNT, d))
        for c, factor in enumerate(np.linalg.cholesky(mixture.covariances)):
            rows = label == c
            samples[rows] = mixture.means[c] + samples[rows] @ factor.T
        self.samples = samples
        self.incomplete = np.where(random.random(samples.shape) < MISSING_SHARE, np.nan, samples)
        self.start = Model(
            np.full(k, 1 / k), mixture.means + random.normal(size=(k, d)) / np.sqrt(d),
            np.array([np.cov(samples.T)] * k))
        for name, values in {
            "samples": samples, "few": samples[:SINGLE_COUNT], "incomplete": self.incomplete,
            "mixture": mixture.numbers, "start": self.start.numbers,
        }.items():
            values.tofile(folder / name)

    def worker(self, program, work, structure, samples="samples", **more):
        """How to start a program on this data."""
        if work == "oneSample":
            samples = "few"
        model = "start" if work == "iterations" else "mixture"
        label = "-".join([Path(program[-1]).stem, work, structure, samples, *map(str, more.values())])
        settings = {
            "structure": structure, "d": self.d, "k": self.k, "samples": self.folder / samples,
            "model": self.folder / model, **more}

        def start(suffix=""):
            return Worker(program, work, self.folder / f"result-{label}{suffix}", settings)

        return start

    def likelihoods_agree(self, ours, theirs):
        """Whether two fitted models give the samples the same average log likelihood."""
        first, second = (
            Model.from_numbers(numbers, self.d, self.k).average_log_likelihood(self.samples)
            for numbers in (ours, theirs))
        return abs(first - second) <= LIKELIHOOD_TOLERANCE * max(1, abs(second))

    def is_exact(self, numbers, samples):
        """Whether a model is what plain EM finds after as many iterations."""
        expected = self.start
        for _ in range(MANY):
            expected = expected.iterated(samples)
        model = Model.from_numbers(numbers, self.d, self.k)
        first, second = (m.average_log_likelihood(samples) for m in (model, expected))
        return abs(first - second) <= LIKELIHOOD_TOLERANCE * max(1, abs(second))


def contests(folder):
    """All of them, made one at a time: each shape's data are in memory only as long as needed."""
    saba = [folder / "PeersWorker"]
    armadillo = [folder / "mixture-armadillo"]
    scikit = [sys.executable, HERE / "mixture_scikit_learn.py"]
    armadillo_version = subprocess.run(
        [*armadillo, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    peers = {
        version("scikit-learn"): scikit,
        f"Armadillo {armadillo_version}": armadillo,
    }

    for d, k in SHAPES:
        data = Data(folder / f"mixture-{d}-{k}", d, k)
        shape = f"d={d} k={k}"
        size = f"{shape} n={SAMPLE_COUNT}"
        structures = ["full", "diagonal"] if d == 16 else ["full"]
        for structure in structures:
            yield Contest(
                f"mixture logDensity {structure} {size}",
                Contestant("Saba", data.worker(saba, "logDensity", structure)),
                [Contestant(name, data.worker(program, "logDensity", structure))
                 for name, program in peers.items()],
                densities_agree)
        for structure in structures:
            yield Contest(
                f"mixture EM iteration {structure} {size}",
                Contestant("Saba", data.worker(saba, "iterations", structure), iteration),
                # Armadillo's takes minutes on the largest.
                [Contestant(name, data.worker(program, "iterations", structure), iteration)
                 for name, program in peers.items() if program is scikit or d <= 8],
                data.likelihoods_agree, rounds=5)
        if d == 8:
            yield one_sample(data, saba, scikit, next(iter(peers)), shape)
            yield missing_values(data, saba, size)
        if d >= 8:
            yield two_threads(data, saba, size)


def one_sample(data, saba, scikit, name, shape):
    def per_call(passes):
        return lambda worker: worker.run(passes) / (passes * SINGLE_COUNT)

    return Contest(
        f"mixture one sample full {shape}",
        Contestant("Saba", data.worker(saba, "oneSample", "full"), per_call(SINGLE_PASSES)),
        [Contestant(name, data.worker(scikit, "oneSample", "full"), per_call(1))],
        densities_agree)


def missing_values(data, saba, size):
    """Here the ratio is the price of missing values."""
    def agree(complete, incomplete):
        return (data.is_exact(complete, data.samples)
                and data.is_exact(incomplete, data.incomplete))

    return Contest(
        f"mixture EM iteration full {size}, nothing missing",
        Contestant("Saba", data.worker(saba, "iterations", "full"), iteration),
        [Contestant(
            f"Saba, {MISSING_SHARE:.0%} missing",
            data.worker(saba, "iterations", "full", samples="incomplete"), iteration)],
        agree, rounds=5)


def two_threads(data, saba, size):
    """Here a ratio of 1 means that two threads do as much as two processes."""
    alone = data.worker(saba, "iterations", "full")
    return Contest(
        f"mixture EM iteration full {size}, two threads",
        Contestant("Saba", data.worker(saba, "iterations", "full", threads=2), iteration),
        [Contestant(
            "Saba, two processes", lambda: TwoAtOnce(alone("-a"), alone("-b")), iteration)],
        data.likelihoods_agree, rounds=9)
