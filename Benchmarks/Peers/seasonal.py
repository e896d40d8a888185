"""The contests about seasons: Saba, R, statsmodels, statsforecast.

All windows are named, alike for all; degrees and jumps are 1.
"""
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from contest import Contest, Contestant, Worker, version

# Of the series' standard deviation.
TOLERANCE = 1e-8
# R takes a wrong median of an even number of remainders in some of its outer loops.
MEDIAN_TOLERANCE = 1e-2
MEDIAN_NOTE = "R's median differs"
SEASONAL_WINDOW = 7
# A run of theirs that takes longer than 20 seconds is not repeated.
ONCE = 1
MANY, BATCH = 10_000, 100
PASSES = 200
HERE = Path(__file__).parent


def odd(bound):
    """The least odd number that is no less."""
    return math.ceil(bound) // 2 * 2 + 1


def series(n, periods, seed):
    """A bent trend, seasons that change slowly, noise, and a spike in three hundred points.

    Spikes are so few and small that no window loses all its weight to them, for which R and statsmodels
    take the observation and Saba the nearest fitted value.
    """
    random = np.random.default_rng([n, *periods, seed])
    t = np.arange(n)
    y = 50 + 5 * t / n + 3 * np.sin(4 * t / n) + random.normal(scale=0.7, size=n)
    for k, period in enumerate(periods):
        angle = 2 * np.pi * t / period
        y += (6 - k + 2 * t / n) * np.sin(angle + k) + 2 * np.cos(3 * angle + t / n)
    spikes = random.choice(n, size=n // 300, replace=False)
    y[spikes] += random.uniform(3, 5, size=len(spikes))
    return y


def agree_within(share, values):
    limit = share * values.std()
    return lambda ours, theirs: ours.shape == theirs.shape and bool(
        np.all(np.abs(ours - theirs) <= limit))


class Data:
    """A series in a file."""

    def __init__(self, folder, n, periods, count=1):
        self.folder, self.periods = folder, periods
        folder.mkdir(parents=True, exist_ok=True)
        self.values = np.concatenate([series(n, periods, seed) for seed in range(count)])
        self.path = folder / "-".join(map(str, ["values", n, *periods, count]))
        self.values.tofile(self.path)

    def worker(self, program, work, **settings):
        """How to start a program on this series."""
        settings = {"values": self.path, "periods": ",".join(map(str, self.periods)), **settings}
        text = "-".join(map(str, [Path(program[-1]).stem, work, *settings.values()]))
        output = self.folder / f"result-{text.replace(str(self.path), self.path.name)}"
        return lambda: Worker(program, work, output, settings)


def contests(folder):
    saba = [folder / "PeersWorker"]
    python = [sys.executable, HERE / "seasonal_statsmodels.py"]
    r = ["Rscript", "--vanilla", HERE / "seasonal_r.R"]
    r_version = subprocess.run(
        ["Rscript", "--vanilla", "-e", 'cat(R.version$major, sub("[.].*", "", R.version$minor), sep = ".")'],
        capture_output=True, text=True, check=True).stdout
    folder = folder / "seasonal"

    for n, period, rounds_of_r, rounds_of_statsmodels in (
            (8_064, 288, None, 3), (8_063, 288, None, 3), (40_320, 1_440, 3, ONCE)):
        data = Data(folder, n, [period])
        for robust in (True, False) if n % 2 == 0 else (True,):
            settings = {
                "windows": SEASONAL_WINDOW, "trend": odd(1.5 * period / (1 - 1.5 / SEASONAL_WINDOW)),
                "lowPass": odd(period), "inner": 1 if robust else 2, "outer": 15 if robust else 0}
            median = robust and n % 2 == 0
            yield Contest(
                f"STL {'robust' if robust else 'plain'} n={n} period={period}",
                Contestant("Saba", data.worker(saba, "stl", **settings)),
                [Contestant(
                    f"R stl {r_version}", data.worker(r, "stl", **settings), rounds=rounds_of_r,
                    agree=agree_within(MEDIAN_TOLERANCE, data.values) if median else None,
                    note=MEDIAN_NOTE if median else ""),
                 Contestant(
                    version("statsmodels"), data.worker(python, "stl", **settings),
                    rounds=rounds_of_statsmodels)],
                agree_within(TOLERANCE, data.values), rounds=5)

    day_and_week = Data(folder, 8_064, [288, 2_016])
    settings = {"windows": "11,15", "inner": 5, "outer": 0}
    yield Contest(
        "MSTL day+week n=8064",
        Contestant("Saba", day_and_week.worker(saba, "mstl", **settings)),
        [Contestant(
            version(library), day_and_week.worker(python, "mstl", library=library, **settings),
            rounds=ONCE) for library in ("statsforecast", "statsmodels")],
        agree_within(TOLERANCE, day_and_week.values))

    # A season shows only when it has come twice: a yearly one needs two years.
    for work, n, periods, windows in (
            ("MSTL day+week, a year of hours, n=8760", 8_760, [24, 168], "11,15"),
            ("MSTL day+week+year, two years of hours, n=17520", 17_520, [24, 168, 8_760], "11,15,19")):
        data = Data(folder, n, periods)
        yield Contest(
            work, Contestant("Saba", data.worker(saba, "mstl", windows=windows, inner=2, outer=0)), [],
            rounds=5)

    yield from streams(day_and_week, saba)
    yield many_series(folder, saba)


def streams(data, saba):
    """Models that judge a value, then learn from it."""
    def figure(seconds):
        return f"{1e-6 / seconds:.3g} M points a second"

    points = len(data.values) * PASSES
    for work, name in (("holtWinters", "HoltWinters online, a value judged and learnt"),
                       ("profile", "SeasonalProfile, a value scored and learnt")):
        yield Contest(
            name, Contestant(
                "Saba", data.worker(saba, work), lambda worker: worker.run(PASSES) / points), [],
            figure=figure)


def many_series(folder, saba):
    """All processors; here a ratio of 1 means that time is linear in series."""
    n, period = 8_064, 288
    data = Data(folder, n, [period], BATCH)
    start = data.worker(
        saba, "many", windows=SEASONAL_WINDOW, trend=odd(1.5 * period / (1 - 1.5 / SEASONAL_WINDOW)),
        lowPass=odd(period), inner=2, outer=0, length=n, threads=os.cpu_count())

    def time(count):
        return lambda worker: worker.run(count // BATCH) * (MANY / count)

    def figure(seconds):
        return (f"{MANY / seconds:.3g} series and {MANY * n / seconds / 1e6:.3g} M rows a second "
                f"on {os.cpu_count()} processors")

    return Contest(
        f"STL plain {MANY} series n={n} period={period}, all processors",
        Contestant("Saba", start, time(MANY)),
        [Contestant(f"Saba, {count} series", start, time(count)) for count in (1_000, 2_000)],
        np.array_equal, rounds=1, figure=figure)
