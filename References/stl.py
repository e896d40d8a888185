#!/usr/bin/env python3
"""STL of short series: by R and statsmodels where they can, by the double loops of stl_oracle.py
where neither can (degree 2, missing values). All windows, degrees, jumps and counts are named.

Each case tells by whom it is. Where both R and statsmodels can, both must agree, and the values are
those of statsmodels; the oracle must agree with all of them, except where observed points lie in windows
without weight, for which those programs take the observation (`standIns` counts such windows).
Robust series of an even length are
not asked of R, whose median is wrong for some; of statsmodels not what it refuses: periodic seasons
and windows of trend and low pass that are no longer than the period.
"""
import math
import subprocess
from pathlib import Path

import numpy as np
from statsmodels.tsa.seasonal import STL as Peer

from common import emit
from stl_oracle import STL

# Of the series' standard deviation.
TOLERANCE = 1e-8
# To which the programs agree among themselves: a hundredth of the tolerance.
AGREEMENT = 1e-10


def make(n, period, seed, outliers=0, gaps=()):
    """A level of 50 with a bent trend, a season that changes slowly, noise, outliers and gaps."""
    random = np.random.default_rng(seed)
    t = np.arange(n)
    angle = 2 * np.pi * t / period
    y = 50 + 3 * t / n + 2 * np.sin(3 * t / n) + random.normal(scale=0.5, size=n)
    y += (4 + t / n) * np.sin(angle) + 1.5 * np.cos(2 * angle + 0.5 * t / n)
    places = random.choice(n, size=outliers, replace=False)
    y[places] += random.choice([-1, 1], size=outliers) * random.uniform(8, 40, size=outliers)
    for gap in gaps:
        y[gap] = np.nan
    return np.round(y, 3)


def by_r(asked):
    """R's version, and its season, trend and weights of each pair of options and series."""
    lines = []
    for o, y in asked:
        numbers = [
            o["period"], o["seasonal"] or 0, o["trend"], o["lowPass"], *o["degrees"], *o["jumps"],
            o["inner"], o["outer"], *y]
        lines.append(" ".join(map(repr, map(float, numbers))))
    output = subprocess.run(
        ["Rscript", str(Path(__file__).with_name("stl.R"))], input="\n".join(lines) + "\n",
        capture_output=True, text=True, check=True).stdout.splitlines()
    results = [np.array(line.split(), dtype=float).reshape(3, -1) for line in output[1:]]
    assert len(results) == len(asked)
    return output[0].strip(), results


def by_statsmodels(o, y):
    s, t, l = o["degrees"]
    js, jt, jl = o["jumps"]
    result = Peer(
        y, period=o["period"], seasonal=o["seasonal"], trend=o["trend"], low_pass=o["lowPass"],
        seasonal_deg=s, trend_deg=t, low_pass_deg=l, robust=o["outer"] > 0, seasonal_jump=js,
        trend_jump=jt, low_pass_jump=jl).fit(inner_iter=o["inner"], outer_iter=o["outer"])
    return np.array([result.seasonal, result.trend, result.weights])


def by_oracle(o, y):
    stl = STL(
        o["period"], o["seasonal"], o["trend"], o["lowPass"], *o["degrees"], *o["jumps"],
        o["inner"], o["outer"])
    return np.array(stl.fit(y)), stl.stand_ins


def odd(x):
    return math.ceil(x) // 2 * 2 + 1


def options(period, seasonal=7, **changes):
    """The defaults of the paper for plain fits, with some changes."""
    return {
        "period": period, "seasonal": seasonal, "trend": odd(1.5 * period / (1 - 1.5 / 7)),
        "lowPass": odd(period + 1), "degrees": [1, 1, 1], "jumps": [1, 1, 1], "inner": 2,
        "outer": 0} | changes


def plans():
    """Pairs of a series (n, period, outliers, gaps) and options."""
    # Every period, short, odd and even, plain and robust.
    for period, lengths in {
        4: (8, 9, 61, 80), 7: (14, 15, 64, 99), 12: (24, 25, 85, 120), 24: (48, 50, 120, 145),
        48: (96, 97, 150, 145),
    }.items():
        for n in lengths:
            yield (n, period, 0), options(period)
            if n > 3 * period:
                # Windows so wide that no window loses all its weight to outliers.
                yield (n, period, n // 20), options(
                    period, 15, trend=odd(3 * period), inner=1, outer=15)
    # Degrees, in all combinations.
    for s in (0, 1):
        for t in (0, 1):
            for l in (0, 1):
                yield (33, 4, 0), options(4, degrees=[s, t, l])
                yield (33, 4, 2), options(4, degrees=[s, t, l], inner=2, outer=3)
    # Windows: short, longer than what they smooth, by far longer.
    for changes in (
        {"seasonal": 3, "trend": 13, "lowPass": 13}, {"seasonal": 35, "trend": 19, "lowPass": 25},
        {"seasonal": 9, "trend": 121, "lowPass": 121}, {"seasonal": 11, "trend": 201, "lowPass": 151},
        {"seasonal": 2001, "trend": 3001, "lowPass": 1001},
    ):
        yield (61, 12, 0), options(12, **changes)
        yield (61, 12, 4), options(12, **changes, inner=1, outer=6)
    for changes in ({"trend": 3}, {"trend": 5, "lowPass": 7}, {"lowPass": 3}):
        yield (99, 7, 0), options(7, **changes)
        if changes != {"trend": 3}:
            yield (99, 7, 5), options(7, **changes, inner=1, outer=4)
    # Counts.
    yield (64, 7, 0), options(7, inner=1)
    yield (64, 7, 0), options(7, inner=5)
    yield (64, 7, 4), options(7, inner=2, outer=15)
    yield (99, 7, 5), options(7, inner=3, outer=1)
    # Jumps, some that end on the last point and some that do not, some longer than the series.
    for jumps in ([1, 2, 1], [2, 1, 1], [1, 1, 3], [2, 3, 2], [3, 10, 7], [50, 300, 300]):
        yield (61, 12, 0), options(12, jumps=jumps)
        if min(jumps) > 1:
            yield (61, 12, 4), options(12, jumps=jumps, inner=1, outer=3)
    yield (80, 4, 0), options(4, jumps=[2, 3, 2], trend=11)
    # Periodic seasons.
    for n, period in ((61, 4), (15, 7), (64, 7), (85, 12), (84, 12)):
        periodic = {"seasonal": None, "degrees": [0, 1, 1]}
        yield (n, period, 0), options(period, **periodic)
        if n % 2 == 1 and n > 3 * period:
            yield (n, period, n // 20), options(period, **periodic, inner=1, outer=5)
    yield (61, 12, 4), options(12, seasonal=None, degrees=[0, 0, 0], jumps=[1, 2, 3], outer=3)
    # Degree 2.
    for degrees in ([2, 1, 1], [1, 2, 1], [1, 1, 2], [2, 2, 2], [0, 2, 1]):
        yield (61, 12, 0), options(12, degrees=degrees)
        yield (61, 12, 4), options(12, degrees=degrees, inner=1, outer=3)
    yield (61, 12, 0), options(12, seasonal=35, trend=201, lowPass=151, degrees=[2, 2, 2])
    yield (64, 7, 0), options(7, degrees=[2, 2, 2], jumps=[2, 3, 2])
    # Missing values: scattered, a burst, both ends, a whole slot, two neighbouring slots; a trend
    # window without a point, and slots whose first or last windows have none.
    scattered = [3, 4, 20, 41, 50, 57]
    for gaps in (
        [scattered], [slice(18, 43)], [slice(0, 9), slice(52, 61)], [slice(5, None, 12)],
        [slice(0, None, 12), slice(11, None, 12), scattered],
    ):
        yield (61, 12, 0, gaps), options(12)
        yield (61, 12, 2, gaps), options(12, 15, inner=1, outer=2)
    for gaps in ([slice(0, 20)], [slice(36, 61)], [slice(12, 42)]):
        yield (61, 12, 0, gaps), options(12, seasonal=3, trend=13)
        yield (61, 12, 1, gaps), options(12, seasonal=15, trend=15, inner=1, outer=1)
    yield (61, 12, 0, [scattered, slice(27, 47)]), options(12, degrees=[2, 2, 2])
    yield (61, 12, 0, [scattered, slice(8, None, 12)]), options(
        12, seasonal=None, degrees=[0, 1, 1])


def main():
    series, cases, computed = [], [], []
    places = {}
    for (n, period, outliers, *gaps), o in plans():
        y = make(n, period, n + outliers, outliers, *gaps)
        key = y.tobytes()
        if key not in places:
            places[key] = len(series)
            series.append(y)
        missing = np.isnan(y).any()
        peers = not missing and 2 not in o["degrees"]
        robust = o["outer"] > 0
        in_r = peers and n > 2 * period and not (robust and n % 2 == 0)
        in_statsmodels = (
            peers and o["seasonal"] is not None and min(o["trend"], o["lowPass"]) > period)
        assert in_r or in_statsmodels or not peers
        computed.append((places[key], o, in_r, in_statsmodels))
    version, of_r = by_r([(o, series[place]) for place, o, in_r, _ in computed if in_r])
    of_r = iter(of_r)
    largest = {}
    for place, o, in_r, in_statsmodels in computed:
        y = series[place]
        oracle, stand_ins = by_oracle(o, y)
        results = {"statsmodels": by_statsmodels(o, y)} if in_statsmodels else {}
        if in_r:
            results["R"] = next(of_r)
        if not results or stand_ins == 0:
            results["oracle"] = oracle
        assert results.keys() != {"oracle"} or stand_ins == 0
        by, first = next(iter(results.items()))
        for name, other in list(results.items())[1:]:
            difference = np.abs(first - other)[:2].max() / np.nanstd(y)
            pair = f"{by}, {name}, {'robust' if o['outer'] else 'plain'}"
            largest[pair] = max(largest.get(pair, 0), difference)
            assert difference <= AGREEMENT, (o, name, difference)
        season, trend, weights = first
        cases.append({
            "by": [name for name in results if name != "oracle"] or ["oracle"], "series": place,
            **o, "standIns": stand_ins, "season": season.tolist(),
            "trendValues": trend.tolist(),
            "weights": np.round(weights, 12).tolist() if o["outer"] else None})
    lists = [[None if math.isnan(x) else x for x in y.tolist()] for y in series]
    emit(
        ["numpy", "statsmodels"], TOLERANCE, R=version, largestDifferences=largest, series=lists,
        cases=cases)


main()
