"""scikit-learn's side of the mixture contests."""
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from mixture_model import Model
from worker import serve

warnings.simplefilter("ignore", ConvergenceWarning)


def mixture(start, structure, iterations):
    """A mixture that begins where it is told, and stops after so many iterations."""
    precisions = np.linalg.inv(start.covariances)
    if structure == "diagonal":
        precisions = 1 / np.diagonal(start.covariances, axis1=1, axis2=2)
    return GaussianMixture(
        n_components=len(start.weights), covariance_type=structure.replace("onal", ""), tol=0,
        reg_covar=0, max_iter=iterations, weights_init=start.weights, means_init=start.means,
        precisions_init=precisions)


def prepare(work, settings):
    structure, d, k = settings["structure"], int(settings["d"]), int(settings["k"])
    samples = np.fromfile(settings["samples"]).reshape(-1, d)
    model = Model.from_numbers(np.fromfile(settings["model"]), d, k)
    if work == "iterations":
        def run(count):
            fitted = mixture(model, structure, count).fit(samples)
            assert fitted.n_iter_ == count
            return fitted

        def summary(fitted):
            covariances = fitted.covariances_
            if structure == "diagonal":
                covariances = np.array([np.diag(c) for c in covariances])
            return Model(fitted.weights_, fitted.means_, covariances).numbers

        return run, summary

    known = mixture(model, structure, 1)
    known.weights_, known.means_ = known.weights_init, known.means_init
    known.precisions_cholesky_ = (
        np.sqrt(known.precisions_init) if structure == "diagonal"
        else np.linalg.inv(np.linalg.cholesky(model.covariances)).transpose(0, 2, 1))
    if work == "logDensity":
        return lambda count: [known.score_samples(samples) for _ in range(count)][-1], np.asarray
    rows = [samples[i:i + 1] for i in range(len(samples))]

    def one_by_one(count):
        for _ in range(count):
            result = [known.score_samples(row) for row in rows]
        return result

    return one_by_one, np.concatenate


serve(prepare)
