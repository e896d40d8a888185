"""A Gaussian mixture in plain NumPy: the form in which workers get and give one, and the oracle."""
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import logsumexp


@dataclass
class Model:
    """Weights [k], means [k, d], covariances [k, d, d]."""
    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    @staticmethod
    def from_numbers(numbers, d, k):
        weights, means, covariances = np.split(numbers, [k, k + k * d])
        return Model(weights, means.reshape(k, d), covariances.reshape(k, d, d))

    @property
    def numbers(self):
        """Weights, then means, then covariances, one after the other."""
        return np.concatenate([self.weights, self.means.ravel(), self.covariances.ravel()])

    def marginal(self, metrics):
        return Model(
            self.weights, self.means[:, metrics], self.covariances[:, metrics][:, :, metrics])

    def joint(self, samples):
        """log wₖ N(x; μₖ, Σₖ) of complete samples, [n, k]."""
        columns = []
        for weight, mean, covariance in zip(self.weights, self.means, self.covariances):
            factor = np.linalg.cholesky(covariance)
            white = solve_triangular(factor, (samples - mean).T, lower=True, check_finite=False)
            columns.append(
                np.log(weight) - np.log(np.diag(factor)).sum()
                - 0.5 * (len(mean) * np.log(2 * np.pi) + (white ** 2).sum(0)))
        return np.stack(columns, 1)

    def average_log_likelihood(self, samples):
        """The mean log density of what was observed; NaN is missing."""
        return sum(
            logsumexp(self.marginal(seen).joint(samples[rows][:, seen]), axis=1).sum()
            for seen, rows in patterns(samples)) / np.isfinite(samples).any(1).sum()

    def iterated(self, samples):
        """One exact EM iteration; NaN is missing. Plain and slow on purpose."""
        k, d = self.means.shape
        count, first, second = np.zeros(k), np.zeros((k, d)), np.zeros((k, d, d))
        for seen, rows in patterns(samples):
            observed = samples[rows][:, seen]
            lost = np.setdiff1d(np.arange(d), seen)
            joint = self.marginal(seen).joint(observed)
            shares = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
            for c, (mean, covariance) in enumerate(zip(self.means, self.covariances)):
                across = covariance[np.ix_(lost, seen)]
                regression = np.linalg.solve(covariance[np.ix_(seen, seen)], across.T).T
                full = np.empty((len(rows), d))
                full[:, seen] = observed
                full[:, lost] = mean[lost] + (observed - mean[seen]) @ regression.T
                r = shares[:, c]
                count[c] += r.sum()
                first[c] += r @ full
                second[c] += (full * r[:, None]).T @ full
                second[c][np.ix_(lost, lost)] += r.sum() * (
                    covariance[np.ix_(lost, lost)] - regression @ across.T)
        means = first / count[:, None]
        return Model(
            count / count.sum(), means,
            second / count[:, None, None] - means[:, :, None] * means[:, None, :])


def patterns(samples):
    """The rows of each pattern: pairs of observed metrics and row numbers."""
    observed = np.isfinite(samples)
    keys, group = np.unique(observed, axis=0, return_inverse=True)
    for index, key in enumerate(keys):
        if key.any():
            yield np.flatnonzero(key), np.flatnonzero(group == index)
