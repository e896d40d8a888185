#!/usr/bin/env python3
"""Covariances of low rank plus noise: the probabilistic model of principal component analysis.

scikit-learn divides by n - 1, so its covariances are n / (n - 1) times those of highest likelihood.
Its score is the average log likelihood under its own covariance.
"""
import numpy as np
from sklearn.decomposition import PCA

from common import emit


def case(n, d, q, seed):
    random = np.random.default_rng(seed)
    scales = 3.0 / (1 + np.arange(d))
    samples = np.round(
        random.normal(size=(n, d)) * scales @ random.normal(size=(d, d)) + 10, 4)
    model = PCA(n_components=q, svd_solver="full").fit(samples)
    return {
        "samples": samples.tolist(), "rank": q,
        "covariance": model.get_covariance().tolist(),
        "eigenvalues": model.explained_variance_.tolist(), "noise": float(model.noise_variance_),
        "averageLogLikelihood": float(model.score(samples)),
        "ranksExplaining": {
            str(share): int(PCA(n_components=share, svd_solver="full").fit(samples).n_components_)
            for share in (0.3, 0.6, 0.9)},
    }


emit(
    ["numpy", "scikit-learn"], 1e-9,
    cases=[
        case(n, d, q, 100 * d + q)
        for n, d, q in ((40, 2, 1), (60, 5, 1), (60, 5, 2), (60, 5, 4), (50, 12, 3))])
