#!/usr/bin/env python3
"""Garwood's exact intervals of Poisson counts, from SciPy's quantiles of the χ² distribution."""
from scipy.stats import chi2

from common import emit

CONFIDENCES = [0.5, 0.9, 0.95, 0.999]
COUNTS = [0, 1, 2, 3, 5, 10, 17, 100, 1_000, 12_345, 1_000_000]


def interval(count, confidence):
    outside = (1 - confidence) / 2
    low = chi2.ppf(outside, 2 * count) / 2 if count else 0.0
    high = chi2.isf(outside, 2 * count + 2) / 2
    return {"count": count, "confidence": confidence, "low": float(low), "high": float(high)}


emit(["scipy"], 1e-10, intervals=[interval(n, c) for n in COUNTS for c in CONFIDENCES])
