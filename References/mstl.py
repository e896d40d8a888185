#!/usr/bin/env python3
"""MSTL of short series by statsmodels: several periods, one and two passes over them, plain and
robust. The periods are even, so that the low-pass window, the least odd one that holds a period, is
what both statsmodels and the paper take; other windows, degrees and counts are named.

Robust cases are those in which every window keeps some weight.
"""
import numpy as np
from statsmodels.tsa.seasonal import MSTL

from common import emit
from stl_oracle import STL


def make(n, periods, seed, outliers):
    random = np.random.default_rng(seed)
    t = np.arange(n)
    y = 50 + 3 * t / n + 2 * np.sin(3 * t / n) + random.normal(scale=0.5, size=n)
    for k, period in enumerate(periods):
        angle = 2 * np.pi * t / period
        y += (4 - k + t / n) * np.sin(angle + k) + 1.5 * np.cos(2 * angle + 0.5 * t / n)
    places = random.choice(n, size=outliers, replace=False)
    y[places] += random.choice([-1, 1], size=outliers) * random.uniform(8, 40, size=outliers)
    return np.round(y, 3)


def oracle(y, periods, windows, passes, trends, degrees, inner, outer):
    """The passes over the periods written out, and how often windows had no weight."""
    seasons = [np.zeros(len(y)) for _ in periods]
    rest, stand_ins = y, 0
    for _ in range(passes if len(periods) > 1 else 1):
        for i, period in enumerate(periods):
            rest = rest + seasons[i]
            stl = STL(
                period, windows[i], trends[i], period + 1, *degrees, inner=inner, outer=outer)
            seasons[i], trend, _ = stl.fit(rest)
            stand_ins += stl.stand_ins
            rest = rest - seasons[i]
    return np.array([*seasons, trend]), stand_ins


def case(n, periods, windows, passes, outliers=0, degrees=(1, 1, 1), trend=None, inner=2, outer=0):
    y = make(n, periods, n + outliers, outliers)
    # Without its own windows, statsmodels takes the least odd number of at least this.
    trends = [
        trend or int(np.ceil(1.5 * p / (1 - 1.5 / w))) // 2 * 2 + 1
        for p, w in zip(periods, windows)]
    result = MSTL(y, periods=periods, windows=windows, iterate=passes, stl_kwargs={
        "trend": trend, "robust": outer > 0, "seasonal_deg": degrees[0], "trend_deg": degrees[1],
        "low_pass_deg": degrees[2], "inner_iter": inner, "outer_iter": outer}).fit()
    seasons = result.seasonal.reshape(n, -1).T
    expected, stand_ins = oracle(y, periods, windows, passes, trends, degrees, inner, outer)
    assert stand_ins == 0, (periods, n)
    assert np.abs(expected - [*seasons, result.trend]).max() <= 1e-10 * y.std(), (periods, n)
    return {
        "values": y.tolist(), "periods": list(periods), "windows": list(windows), "passes": passes,
        "trend": trend, "degrees": list(degrees), "inner": inner, "outer": outer,
        "seasons": seasons.tolist(), "trendValues": result.trend.tolist(),
        "weights": np.round(result.weights, 12).tolist() if outer else None}


# Of the series' standard deviation.
emit(["numpy", "statsmodels"], 1e-8, cases=[
    case(100, (4, 12), (11, 15), 1),
    case(101, (4, 12), (11, 15), 2),
    case(120, (6, 24), (7, 35), 2, inner=5),
    case(121, (6, 24), (11, 15), 3, degrees=(0, 1, 0)),
    case(145, (12, 48), (11, 15), 2, trend=73),
    case(98, (4, 8, 24), (11, 15, 19), 2),
    case(99, (4, 8, 24), (301, 301, 301), 1, degrees=(0, 0, 1)),
    case(60, (12,), (11,), 2),
    case(120, (4, 12), (35, 35), 2, 4, trend=37, inner=1, outer=4),
    case(121, (4, 12), (35, 35), 1, 4, trend=37, inner=1, outer=15),
    case(121, (6, 24), (35, 35), 2, 3, trend=49, inner=2, outer=3),
])
