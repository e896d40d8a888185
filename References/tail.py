#!/usr/bin/env python3
"""Generalised Pareto tails: probabilities and quantiles by SciPy, fits by exact fractions.

A fit is that of Hosking and Wallis (1987), with their plotting positions (j - 0.35)/n, on the
excesses over the order statistic of rank ceil(q·n). A shape below 0 becomes 0, the scale then
the mean excess.
"""
import math
from fractions import Fraction

import numpy as np
from scipy.stats import expon, genpareto

from common import emit


def curve(shape, scale, threshold, rate):
    law = genpareto(shape, loc=threshold, scale=scale)
    if shape == 0:
        law = expon(loc=threshold, scale=scale)
    scores = [threshold + scale * x for x in (0.001, 0.1, 1.0, 3.7, 20.0, 250.0)]
    probabilities = [rate * p for p in (0.999, 0.5, 0.1, 1e-3, 1e-6, 1e-12)]
    return {
        "shape": shape, "scale": scale, "threshold": threshold, "rate": rate,
        "scores": scores, "tailProbabilities": [float(rate * law.sf(x)) for x in scores],
        "probabilities": probabilities,
        "quantiles": [float(law.isf(p / rate)) for p in probabilities],
    }


def fit(name, values, quantile):
    ordered = sorted(Fraction(v) for v in values)
    n = len(ordered)
    first = math.ceil(Fraction(str(quantile)) * n)
    threshold = ordered[first - 1]
    excesses = [x - threshold for x in ordered[first:]]
    m = len(excesses)
    # The moments a(s) = E[X·(1 - F(X))^s], with k = -shape of the paper.
    a0 = sum(excesses) / m
    a1 = sum((m - j + Fraction(35, 100)) * x for j, x in enumerate(excesses, 1)) / m ** 2
    k = a0 / (a0 - 2 * a1) - 2
    scale = 2 * a0 * a1 / (a0 - 2 * a1)
    clamped = k > 0
    return {
        "name": name, "values": values, "quantile": quantile, "unclampedShape": float(-k),
        "threshold": float(threshold), "rate": m / n, "count": m,
        "shape": 0.0 if clamped else float(-k), "scale": float(a0 if clamped else scale),
    }


random = np.random.default_rng(3)


def draw(law, n):
    return np.round(law.rvs(size=n, random_state=random), 6).tolist()


fits = [
    fit("heavy", draw(genpareto(0.4), 300), 0.5),
    fit("light", draw(genpareto(0.15, loc=-3, scale=0.02), 500), 0.9),
    fit("offset", draw(genpareto(0.3, loc=1e4, scale=50), 200), 0.8),
    fit("bounded", draw(genpareto(-0.6, scale=5), 200), 0.75),
]
assert all(0 < f["unclampedShape"] < 0.8 for f in fits[:3]) and fits[3]["unclampedShape"] < 0
emit(
    ["numpy", "scipy"], 1e-10,
    curves=[
        curve(0.0, 1.0, 0.0, 1.0), curve(0.0, 0.3, -2.0, 0.1), curve(1e-4, 2.0, 5.0, 0.1),
        curve(0.2, 0.05, 1.0, 0.02), curve(0.5, 3.0, 100.0, 0.1), curve(0.79, 1.0, 0.0, 0.25)],
    fits=fits)
