#!/usr/bin/env python3
"""Weighted linear least squares from 50 digits: coefficients, their covariance factor, residuals.

The elements are doubles, taken as they are. The tolerance is the factor c of the bound c·k·eps on
the relative error, with k the condition number of the weighted design once its columns have length
1; the residual sum is held to c·n·eps of the response's weighted sum of squares.
"""
import mpmath
import numpy as np

from common import emit

mpmath.mp.dps = 50


def case(name, design, responses, weights=None):
    n, p = design.shape
    w = np.ones(n) if weights is None else weights
    x, y = mpmath.matrix(design.tolist()), mpmath.matrix(responses.tolist())
    diagonal = mpmath.diag([mpmath.mpf(float(v)) for v in w])
    inverse = mpmath.inverse(x.T * diagonal * x)
    beta = inverse * (x.T * diagonal * y)
    residual = y - x * beta
    lengths = [mpmath.sqrt(sum(w[i] * x[i, j] ** 2 for i in range(n))) for j in range(p)]
    scaled = mpmath.matrix(n, p)
    for i in range(n):
        for j in range(p):
            scaled[i, j] = mpmath.sqrt(mpmath.mpf(float(w[i]))) * x[i, j] / lengths[j]
    values = mpmath.eigsy(scaled.T * scaled, eigvals_only=True)
    return {
        "name": name, "design": design.tolist(), "responses": responses.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        "condition": float(mpmath.sqrt(max(values) / min(values))),
        "coefficients": [float(b) for b in beta],
        "variances": [float(inverse[j, j]) for j in range(p)],
        "residualSumOfSquares": float(sum(w[i] * residual[i] ** 2 for i in range(n))),
    }


random = np.random.default_rng(17)
x = np.round(np.linspace(-8.8, -3.1, 40), 3)
powers = np.vander(x, 9, increasing=True)
line = np.column_stack([np.ones(30), 1e9 + np.arange(30.0)])
plain = np.round(random.normal(size=(25, 5)), 3) * [1e-6, 1.0, 3.0, 1e4, 1e8]
emit(
    ["mpmath", "numpy"], 16,
    cases=[
        case("polynomial of degree 8", powers, np.round(0.7 + 0.1 * np.sin(x), 5)),
        case("a line far from 0", line, np.round(3 + random.normal(size=30), 3)),
        case("columns of many sizes", plain, np.round(random.normal(size=25), 3)),
        case("weights, some of them 0", plain, np.round(random.normal(size=25), 3),
             np.round(random.uniform(size=25) * (np.arange(25) % 4 > 0), 2)),
        case("as many rows as columns", plain[:5], np.round(random.normal(size=5), 3)),
    ])
