#!/usr/bin/env python3
"""Reference values of PATE, for Tests/SabaEvaluationTests.

  python References/proximity.py > Tests/SabaEvaluationTests/References/proximity.json

By the authors' implementation. It takes a private function of scikit-learn that is gone since 1.9; here it
gets the public one in its place.
Made with Python 3.11+ and the packages of the versions named in the file.
"""
import numpy as np
from sklearn.metrics import _ranking

from common import emit
from series import labelled, text


def binary_curve(labels, scores, pos_label=None, sample_weight=None):
    _, false_positives, _, true_positives, thresholds = _ranking.confusion_matrix_at_thresholds(
        labels, scores, pos_label=pos_label, sample_weight=sample_weight)
    return false_positives, true_positives, thresholds


_ranking._binary_clf_curve = binary_curve

from pate.PATE_metric import PATE  # noqa: E402


def case(seed):
    labels, scores = labelled(seed)
    early, delay = [(0, 0), (10, 10), (3, 25), (40, 0), (500, 500)][seed % 5]
    y, s = np.array(labels), np.array(scores)
    threshold = float(np.quantile(s, [0.99, 0.8, 0.3][seed % 3]))
    return {
        "labels": text(labels), "scores": scores, "early": early, "delay": delay,
        "threshold": threshold,
        "pate": float(PATE(y, s, early, delay)),
        "f1": float(PATE(y, (s > threshold).astype(int), early, delay, binary_scores=True)),
    }


emit(["numpy", "scikit-learn", "PATE"], 1e-12, cases=[case(seed) for seed in range(20)])
