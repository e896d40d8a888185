#!/usr/bin/env python3
"""Eigenvalues, inverses and log determinants of symmetric matrices, from 50 digits.

The elements are doubles, taken as they are. The tolerance is the factor c of the bounds:
c·d·eps·|A| for eigenvalues, c·d·eps·condition for an inverse (relative to its largest element)
and for a log determinant. The norm is the largest eigenvalue in absolute terms.
"""
import mpmath
import numpy as np

from common import emit

mpmath.mp.dps = 50


def case(name, rows):
    rows = [[float(x) for x in row] for row in rows]
    matrix = mpmath.matrix(rows)
    values = sorted(mpmath.eigsy(matrix, eigvals_only=True))
    result = {
        "name": name, "rows": rows, "eigenvalues": [float(v) for v in values],
        "norm": float(max(abs(v) for v in values)),
        "condition": float(max(abs(v) for v in values) / min(abs(v) for v in values)),
    }
    if values[0] > 0:
        inverse = mpmath.inverse(matrix)
        d = len(rows)
        result["inverse"] = [[float(inverse[i, j]) for j in range(d)] for i in range(d)]
        result["logDeterminant"] = float(mpmath.log(mpmath.det(matrix)))
    return result


def scaled(d, seed):
    random = np.random.default_rng(seed)
    samples = random.normal(size=(2 * d, d))
    scales = 10.0 ** np.arange(d)
    product = np.round(samples.T @ samples, 3) * np.outer(scales, scales)
    return (product + product.T) / 2


def random_symmetric(d, seed):
    matrix = np.round(np.random.default_rng(seed).normal(size=(d, d)), 3)
    return matrix + matrix.T


hilbert = [[1 / (i + j + 1) for j in range(6)] for i in range(6)]
difference = [[2.0 if i == j else -1.0 if abs(i - j) == 1 else 0.0 for j in range(9)]
              for i in range(9)]
emit(
    ["mpmath", "numpy"], 8,
    cases=[
        case("one by one", [[0.25]]),
        case("two by two", [[4, 2], [2, 3]]),
        case("Hilbert", hilbert),
        case("second difference", difference),
        case("scales apart by 10", scaled(4, 1)),
        case("indefinite", random_symmetric(7, 2)),
        case("repeated eigenvalues", np.eye(5) * 3 + np.ones((5, 5))),
    ])
