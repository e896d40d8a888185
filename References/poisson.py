#!/usr/bin/env python3
"""Garwood's exact intervals of Poisson counts, from SciPy's quantiles of the χ² distribution, and
quantiles of Poisson counts."""
from scipy.stats import chi2, poisson

from common import emit

CONFIDENCES = [0.5, 0.9, 0.95, 0.999]
COUNTS = [0, 1, 2, 3, 5, 10, 17, 100, 1_000, 12_345, 1_000_000]
EXPECTATIONS = [0.01, 0.5, 1.0, 2.5, 140 / 9, 140 / 3, 200.0, 4_000.0, 123_456.7]
PROBABILITIES = [0.001, 0.025, 0.3, 0.5, 0.9, 0.995, 0.999999]


def interval(count, confidence):
    outside = (1 - confidence) / 2
    low = chi2.ppf(outside, 2 * count) / 2 if count else 0.0
    high = chi2.isf(outside, 2 * count + 2) / 2
    return {"count": count, "confidence": confidence, "low": float(low), "high": float(high)}


def quantile(expectation, probability):
    count = int(poisson.ppf(probability, expectation))
    return {"expectation": expectation, "probability": probability, "count": count}


emit(["scipy"], 1e-10, intervals=[interval(n, c) for n in COUNTS for c in CONFIDENCES],
     quantiles=[quantile(mu, p) for mu in EXPECTATIONS for p in PROBABILITIES])
