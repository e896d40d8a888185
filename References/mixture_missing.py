#!/usr/bin/env python3
"""Expectation-maximization with values missing at random, after 1, 5 and 10 iterations.

Written out row by row as in Ghahramani, Jordan (1994): each row's missing values are replaced by
what a component expects of them given the observed ones, and their conditional covariance is added
to the row's share in the component's covariance. Rows with nothing observed are left out. The bound
of an iteration is the average log likelihood of what was observed, as its E-step found it.
"""
import numpy as np

from common import emit


def log_normal(x, mean, cov):
    difference = x - mean
    sign, log_determinant = np.linalg.slogdet(cov)
    distance = difference @ np.linalg.solve(cov, difference)
    return -0.5 * (len(x) * np.log(2 * np.pi) + log_determinant + distance)


def step(samples, weights, means, covariances, structure, regularization):
    k, d = means.shape
    rows = [x for x in samples if not np.isnan(x).all()]
    total = 0.0
    shares = np.zeros((len(rows), k))
    filled = np.zeros((len(rows), k, d))
    spread = np.zeros((len(rows), k, d, d))
    for i, x in enumerate(rows):
        o = np.flatnonzero(~np.isnan(x))
        m = np.flatnonzero(np.isnan(x))
        joint = np.zeros(k)
        for c in range(k):
            cov = covariances[c]
            joint[c] = np.log(weights[c]) + log_normal(x[o], means[c][o], cov[np.ix_(o, o)])
            regression = cov[np.ix_(m, o)] @ np.linalg.inv(cov[np.ix_(o, o)])
            filled[i, c, o] = x[o]
            filled[i, c, m] = means[c][m] + regression @ (x[o] - means[c][o])
            spread[i, c][np.ix_(m, m)] = cov[np.ix_(m, m)] - regression @ cov[np.ix_(o, m)]
        largest = joint.max()
        density = largest + np.log(np.exp(joint - largest).sum())
        shares[i] = np.exp(joint - density)
        total += density
    sums = shares.sum(axis=0)
    next_means = np.array([shares[:, c] @ filled[:, c] / sums[c] for c in range(k)])
    next_covariances = []
    for c in range(k):
        cov = np.zeros((d, d))
        for i in range(len(rows)):
            difference = filled[i, c] - next_means[c]
            cov += shares[i, c] * (np.outer(difference, difference) + spread[i, c])
        next_covariances.append(cov / sums[c])
    if structure == "tied":
        pooled = sum(s * cov for s, cov in zip(sums, next_covariances)) / sums.sum()
        next_covariances = [pooled] * k
    if structure == "diag":
        next_covariances = [np.diag(np.diag(cov)) for cov in next_covariances]
    ridge = regularization * np.eye(d)
    return (
        sums / sums.sum(), next_means, [cov + ridge for cov in next_covariances],
        total / len(rows))


def fits(samples, start, structure, regularization):
    k = len(start["weights"])
    weights, means = np.array(start["weights"]), np.array(start["means"])
    covariances = [np.array(start["covariance"])] * k
    if structure == "diag":
        covariances = [np.diag(np.diag(cov)) for cov in covariances]
    bounds, results = [], []
    for iteration in range(1, 12):
        *parameters, bound = step(samples, weights, means, covariances, structure, regularization)
        bounds.append(float(bound))
        # The bound that comes after a fit is the likelihood of its model.
        if results and results[-1]["iterations"] == iteration - 1:
            results[-1]["averageLogLikelihood"] = float(bound)
        weights, means, covariances = parameters
        if iteration in (1, 5, 10):
            results.append({
                "structure": structure, "regularization": regularization, "iterations": iteration,
                "lowerBounds": list(bounds), "weights": weights.tolist(), "means": means.tolist(),
                "covariances": [cov.tolist() for cov in covariances],
            })
    return results


def case(d, k, seed):
    random = np.random.default_rng(seed)
    count = 30 + 20 * k
    centres = 3 * random.normal(size=(k, d))
    mixing = random.normal(size=(k, d, d)) / 2 + np.eye(d)
    labels = random.integers(k, size=count)
    samples = np.array([centres[c] + mixing[c] @ random.normal(size=d) for c in labels])
    samples = np.round(samples + 50, 3)
    samples[random.uniform(size=samples.shape) < 0.15] = np.nan
    start = {
        "weights": [[1.0], [0.5, 0.25, 0.25]][k > 1],
        "means": np.round(centres + 50 + 0.5 * random.normal(size=(k, d)), 2).tolist(),
        "covariance": (2 * np.eye(d) + 0.5).tolist(),
    }
    return {
        "samples": [[None if np.isnan(x) else x for x in row] for row in samples.tolist()],
        "start": start,
        "fits": [
            result for structure, regularization in (("full", 0), ("tied", 1e-3), ("diag", 1e-6))
            for result in fits(samples, start, structure, regularization)],
    }


emit(["numpy"], 1e-8, cases=[case(d, k, 10 * d + k) for d in (2, 4) for k in (1, 3)])
