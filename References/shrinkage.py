#!/usr/bin/env python3
"""Shares by which the Rao-Blackwellised Ledoit-Wolf estimator shrinks covariances of n samples.

Equation (17) of Chen, Wiesel, Eldar, Hero (2010), with covariances that divide by n, in exact
fractions of samples that are whole numbers. For the diagonal as the target the estimator is applied
to the correlations, whose diagonal is 1, in 50 digits.
"""
from fractions import Fraction

import mpmath
import numpy as np

from common import emit

mpmath.mp.dps = 50


def share(matrix, n):
    p = len(matrix)
    trace = sum(matrix[i][i] for i in range(p))
    trace_of_square = sum(matrix[i][j] * matrix[j][i] for i in range(p) for j in range(p))
    numerator = (n - 2) * trace_of_square / n + trace ** 2
    denominator = (n + 2) * (trace_of_square - trace ** 2 / p)
    return min(1.0, float(numerator / denominator)) if denominator > 0 else 1.0


def case(n, d, strength, seed):
    random = np.random.default_rng(seed)
    factor = strength * random.normal(size=(d, d)) + np.diag(1.0 + np.arange(d))
    samples = np.round(10 * random.normal(size=(n, d)) @ factor).astype(int).tolist()
    means = [Fraction(sum(row[j] for row in samples), n) for j in range(d)]
    covariance = [
        [sum((row[i] - means[i]) * (row[j] - means[j]) for row in samples) / n for j in range(d)]
        for i in range(d)]

    def root(x):
        return mpmath.sqrt(mpmath.mpf(x.numerator) / x.denominator)

    correlation = [
        [mpmath.mpf(1) if i == j else
         mpmath.mpf(covariance[i][j].numerator) / covariance[i][j].denominator
         / (root(covariance[i][i]) * root(covariance[j][j])) for j in range(d)]
        for i in range(d)]
    return {
        "samples": samples, "covariance": [[float(x) for x in row] for row in covariance],
        "toScaledIdentity": share(covariance, n), "toDiagonal": share(correlation, n),
    }


emit(
    ["mpmath", "numpy"], 1e-10,
    cases=[
        case(n, d, strength, 10 * d + n)
        for n, d, strength in (
            (5, 2, 0.1), (40, 3, 2), (30, 8, 3), (400, 8, 3), (12, 20, 1), (100, 20, 0.2))])
