#!/usr/bin/env python3
"""Expectation-maximization from given starts, after exactly 1, 5 and 20 iterations.

scikit-learn's order is ours: E-step, M-step; its bound of an iteration is the average log
likelihood that the E-step found, and its reg_covar is added to every variance in the M-step.
"""
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from common import emit

warnings.simplefilter("ignore", ConvergenceWarning)


def precisions(covariance, k, structure):
    """A start's covariance for all components, in the form of a structure, inverted."""
    variances = np.diag(covariance)
    if structure == "diag":
        return np.array([1 / variances] * k)
    if structure == "spherical":
        return np.array([1 / variances.mean()] * k)
    inverse = np.linalg.inv(covariance)
    return inverse if structure == "tied" else np.array([inverse] * k)


def dense(model):
    """The covariances as matrices; a tied one once."""
    d = model.means_.shape[1]
    if model.covariance_type == "tied":
        return [model.covariances_]
    if model.covariance_type == "diag":
        return [np.diag(v) for v in model.covariances_]
    if model.covariance_type == "spherical":
        return [v * np.eye(d) for v in model.covariances_]
    return model.covariances_


def fit(samples, start, structure, regularization, iterations):
    k = len(start["weights"])
    model = GaussianMixture(
        n_components=k, covariance_type=structure, tol=0, reg_covar=regularization,
        max_iter=iterations, weights_init=start["weights"], means_init=start["means"],
        precisions_init=precisions(np.array(start["covariance"]), k, structure),
        random_state=0,
    ).fit(samples)
    assert model.n_iter_ == iterations
    result = {
        "structure": structure, "regularization": regularization, "iterations": iterations,
        "lowerBounds": list(map(float, model.lower_bounds_)),
        "weights": model.weights_.tolist(), "means": model.means_.tolist(),
        "covariances": [c.tolist() for c in dense(model)],
        "averageLogLikelihood": float(model.score(samples)),
        "bic": float(model.bic(samples)), "aic": float(model.aic(samples)),
    }
    if iterations == 5:
        result["responsibilities"] = model.predict_proba(samples).tolist()
    return result


def case(name, samples, start):
    samples = np.round(samples, 4)
    return {
        "name": name, "samples": samples.tolist(), "start": start,
        "fits": [
            fit(samples, start, structure, regularization, iterations)
            for structure in ("full", "tied", "diag", "spherical")
            for regularization in (1e-6, 0.01)
            for iterations in (1, 5, 20)],
    }


random = np.random.default_rng(7)
blobs = np.concatenate([
    random.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 25),
    random.multivariate_normal([3, 0], [[0.3, 0], [0, 1.5]], 20),
    random.multivariate_normal([1, 4], [[2, -0.5], [-0.5, 0.5]], 15),
])
wide = np.concatenate([
    random.normal(size=(45, 5)) @ np.triu(random.normal(size=(5, 5)) + np.eye(5)),
    random.normal(size=(35, 5)) + 1.5,
]) + 100
line = np.concatenate([random.normal(size=40), 0.5 * random.normal(size=20) + 2]).reshape(-1, 1)
emit(
    ["numpy", "scikit-learn"], 1e-8,
    cases=[
        case("three blobs", blobs, {
            "weights": [0.5, 0.25, 0.25], "means": [[0.5, 0.5], [2.5, -0.5], [0.0, 3.0]],
            "covariance": [[1.5, 0.25], [0.25, 1.0]]}),
        case("five metrics off the origin", wide, {
            "weights": [0.5, 0.5], "means": [[99.0, 100.0, 100.0, 99.0, 100.0], [101.5] * 5],
            "covariance": (np.eye(5) * 2).tolist()}),
        case("one metric", line, {
            "weights": [0.75, 0.25], "means": [[0.0], [1.5]], "covariance": [[1.0]]}),
    ])
