#!/usr/bin/env python3
"""Log densities of Gaussian mixtures with full covariances, from 50 digits.

Parameters and samples are doubles, taken as they are; weights are scaled to sum to 1 exactly.
The tolerance is relative to the larger of 1 and the log density's size; it holds for condition
numbers up to 1e3. Beyond, errors grow with the squared Mahalanobis distance, which is given too: its
mean over the components, weighted with their shares in the density.
"""
import mpmath
import numpy as np

from common import emit

mpmath.mp.dps = 50


def covariance(random, d, condition):
    axes, _ = np.linalg.qr(random.normal(size=(d, d)))
    values = condition ** np.linspace(0, -1, d) if d > 1 else np.array([0.7])
    product = np.round((axes * values) @ axes.T, 9 if condition <= 1e3 else 15)
    return (product + product.T) / 2


def log_density(x, weights, means, covariances):
    d = len(x)
    densities, distances = [], []
    for weight, mean, cov in zip(weights, means, covariances):
        matrix = mpmath.matrix(cov.tolist())
        difference = mpmath.matrix([mpmath.mpf(a) - mpmath.mpf(b) for a, b in zip(x, mean)])
        distance = (difference.T * mpmath.lu_solve(matrix, difference))[0]
        scale = mpmath.sqrt((2 * mpmath.pi) ** d * mpmath.det(matrix))
        densities.append(
            mpmath.mpf(weight) / mpmath.fsum(weights) * mpmath.exp(-distance / 2) / scale)
        distances.append(distance)
    total = mpmath.fsum(densities)
    return float(mpmath.log(total)), float(mpmath.fdot(densities, distances) / total)


def case(d, k, condition, seed):
    random = np.random.default_rng(seed)
    weights = [[1.0], [0.5, 0.375, 0.125]][k > 1]
    means = np.round(2 * random.normal(size=(k, d)), 4).tolist()
    covariances = [covariance(random, d, condition) for _ in range(k)]
    samples = [means[0]]
    samples += np.round(means[-1] + random.normal(size=(3, d)), 4).tolist()
    samples += np.round(means[0] + 30 * random.normal(size=(2, d)), 4).tolist()
    results = [log_density(x, weights, means, covariances) for x in samples]
    return {
        "condition": condition, "weights": weights, "means": means,
        "covariances": [c.tolist() for c in covariances], "samples": samples,
        "logDensities": [density for density, _ in results],
        "squaredDistances": [distance for _, distance in results],
    }


emit(
    ["mpmath", "numpy"], 1e-12,
    cases=[
        case(d, k, condition, 100 * d + 10 * k + index)
        for d in (1, 2, 5, 12) for k in (1, 3)
        for index, condition in enumerate((1e1, 1e3, 1e6, 1e9))])
