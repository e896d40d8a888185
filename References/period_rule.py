#!/usr/bin/env python3
"""Reference values of the period rule for VUS buffers, for Tests/SabaEvaluationTests.

  python References/period_rule.py > Tests/SabaEvaluationTests/References/period_rule.json

The autocorrelation is statsmodels', local maxima are SciPy's, missing values are filled by pandas.
The rule itself is written from its definition: TSB-AD's `find_length_rank`, rank 1. Long series
are given by whole numbers that the tests compute too.
Made with Python 3.11+ and the packages of the versions named in the file.
"""
import warnings

import numpy as np
import pandas as pd
from scipy.signal import argrelextrema
from statsmodels.tsa.stattools import acf

from common import emit

EDGE, FALLBACK = 3, 125


def period(values):
    x = pd.Series(values, dtype=float).ffill().bfill().to_numpy()[:20_000]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        rho = acf(x, nlags=400, fft=True)[EDGE:]
    maxima = argrelextrema(rho, np.greater)[0]
    if len(maxima) == 0:
        return FALLBACK
    best = maxima[np.argmax(rho[maxima])]
    return int(best) + EDGE if 3 <= best <= 300 else FALLBACK


def pulses(count, lag, later):
    """A pulse every so many rows, at another distance from row 20 000 on, over a ripple."""
    return [
        200 * (i % (lag if i < 20_000 else later) == 0) + i * i * i * 31 % 1009 % 23
        for i in range(count)
    ]


def listed(name, values):
    kept = [None if np.isnan(v) else round(float(v), 3) for v in values]
    return {"name": name, "values": kept, "period": period([np.nan if v is None else v for v in kept])}


rng = np.random.default_rng(20_240)
t = np.arange(300)
daily = 10 + 3 * np.sin(2 * np.pi * t / 24) + rng.normal(0, 0.5, 300)
gaps = daily.copy()
gaps[[0, 1, 2, 50, 51, 52, 53, 120, 200, 298, 299]] = np.nan
two = np.sin(2 * np.pi * t / 12) + 2 * np.sin(2 * np.pi * t / 60) + rng.normal(0, 0.3, 300)
emit(
    ["numpy", "pandas", "scipy", "statsmodels"], 0,
    pulses=[
        {"count": count, "lag": lag, "later": later, "period": period(pulses(count, lag, later))}
        for count, lag, later in [
            (2_000, 3, 3), (2_000, 4, 4), (2_000, 5, 5), (2_000, 6, 6), (2_000, 7, 7),
            (2_000, 125, 125), (4_032, 288, 288), (4_032, 303, 303), (4_032, 304, 304),
            (4_032, 399, 399), (4_032, 400, 400), (410, 50, 50), (399, 50, 50),
            (19_999, 70, 70), (20_000, 70, 70), (60_000, 70, 31),
        ]
    ],
    series=[
        listed("daily", daily), listed("daily with gaps", gaps), listed("two periods", two),
        listed("white noise", rng.normal(0, 1, 300)),
        listed("random walk", np.cumsum(rng.normal(0, 1, 300))),
        listed("trend", t / 7), listed("constant", np.full(50, 0.1)),
        listed("sawtooth", t % 9), listed("square", (t // 10) % 2),
        listed("one value", [4]), listed("two values", [1, 2]), listed("five values", [1, 2, 1, 3, 1]),
        listed("seven values", [0, 5, 0, 0, 0, 5, 0]),
    ])
