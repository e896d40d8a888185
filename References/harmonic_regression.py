#!/usr/bin/env python3
"""Harmonic regression by statsmodels: OLS, and RLM with Huber's norm, on designs written out here.

Columns in their order: level, slope a day from the grid's middle, changes of slope, a sine and a
cosine a harmonic, regressors. Robust fits are run to convergence of the coefficients at 1e-13. Bands
are the prediction's deviation: errors, coefficients, and changes of slope to come.
"""
import math

import numpy as np
import statsmodels.api as sm

from common import emit

DAY = 86400.0
START = 1_700_000_000


def design(times, centre, changes, seasons, offsets, regressors):
    columns = [np.ones(len(times)), (times - centre) / DAY]
    columns += [np.maximum(0, times - c) / DAY for c in changes]
    for period, order in seasons:
        for k in range(1, order + 1):
            angle = 2 * np.pi * np.fmod(k * np.fmod(times + offsets, period), period) / period
            columns += [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns + regressors)


def case(name, interval, n, ahead, changes, seasons, robust, seed, offset=0.0, zone=False,
         missing=0.0, event=False):
    random = np.random.default_rng(seed)
    times = START + interval * np.arange(n + ahead)
    centre = START + interval * (n // 2)
    offsets = np.where(times < START + interval * (n // 3), 7200, 3600) if zone else 0 * times
    regressors = [(np.arange(n + ahead) % 17 < 2).astype(float)] if event else []
    changes = [START + interval * c for c in changes]
    x = design(times, centre, changes, seasons, offsets, regressors)
    truth = random.normal(size=x.shape[1]) * 3
    y = x @ truth + random.normal(size=n + ahead)
    if robust:
        spikes = random.uniform(size=n + ahead) < 0.07
        y = y + spikes * random.normal(scale=25, size=n + ahead)
    y = np.round(y, 4) + offset
    seen = random.uniform(size=n) >= missing
    rows = np.flatnonzero(seen)
    xs, ys = x[rows], y[rows] - offset
    if robust:
        fit = sm.RLM(ys, xs, M=sm.robust.norms.HuberT(1.345)).fit(
            maxiter=2000, tol=1e-13, conv="coefs", cov="H1")
        deviation, covariance = float(fit.scale), fit.bcov_scaled
    else:
        fit = sm.OLS(ys, xs).fit()
        deviation, covariance = math.sqrt(fit.scale), fit.cov_params()
    beta = np.asarray(fit.params)
    spread = np.einsum("ij,jk,ik->i", x, covariance, x)
    days = np.maximum(0, times - times[n - 1]) / DAY
    steps = beta[2:2 + len(changes)]
    coming = np.sum(steps ** 2) / ((n - 1) * interval / DAY) * days ** 3 / 3
    level = beta.copy()
    level[0] += offset
    return {
        "name": name, "interval": interval, "start": START, "ahead": ahead, "changes": changes,
        "periods": [float(p) for p, _ in seasons], "orders": [k for _, k in seasons],
        "robust": robust, "offset": offset,
        "values": [float(v) if s else None for v, s in zip(y[:n], seen)],
        **({"offsets": offsets.tolist()} if zone else {}),
        **({"regressor": regressors[0].tolist()} if event else {}),
        "coefficients": level.tolist(), "errors": np.sqrt(np.diag(covariance)).tolist(),
        "deviation": deviation, "expected": (x @ beta + offset).tolist(),
        "deviations": np.sqrt(deviation ** 2 + spread + coming).tolist(),
    }


week = 7 * DAY
emit(
    ["numpy", "statsmodels"], 1e-8,
    cases=[
        case("line and day", 3600, 120, 24, [], [(DAY, 3)], False, 1),
        case("changes, a fractional period", 3600, 200, 48, [60, 130], [(DAY, 2), (100_000.5, 2)],
             False, 2, missing=0.2),
        case("local clock and events", 1800, 400, 48, [], [(DAY, 4)], False, 3, zone=True,
             event=True),
        case("robust", 3600, 200, 24, [], [(DAY, 3)], True, 4),
        case("robust, changes, gaps, far from 0", 7200, 220, 24, [70], [(DAY, 3), (week, 2)], True, 5,
             offset=1e6, missing=0.1, event=True),
    ])
