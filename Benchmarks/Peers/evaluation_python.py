"""The side of TSB-AD, PATE and scikit-learn in the contests about accuracy scores."""
import numpy as np
from sklearn.metrics import _ranking, average_precision_score

from worker import serve


def volumes(settings):
    from TSB_AD.evaluation.basic_metrics import generate_curve

    buffer = int(settings["buffer"])
    return lambda labels, scores: generate_curve(labels, scores, buffer)[-2:]


def affiliation(settings):
    from TSB_AD.evaluation.affiliation.generics import convert_vector_to_events
    from TSB_AD.evaluation.affiliation.metrics import pr_from_events

    threshold = float(settings["threshold"])

    def figures(labels, scores):
        result = pr_from_events(
            convert_vector_to_events(scores > threshold), convert_vector_to_events(labels),
            (0, len(labels)))
        return [result["Affiliation_Precision"], result["Affiliation_Recall"]]

    return figures


def pate(settings):
    def binary_curve(labels, scores, pos_label=None, sample_weight=None):
        _, false_positives, _, true_positives, thresholds = _ranking.confusion_matrix_at_thresholds(
            labels, scores, pos_label=pos_label, sample_weight=sample_weight)
        return false_positives, true_positives, thresholds

    # A private function of scikit-learn that is gone since 1.9.
    _ranking._binary_clf_curve = binary_curve
    from pate.PATE_metric import PATE

    buffer = int(settings["buffer"])
    return lambda labels, scores: [PATE(labels, scores, buffer, buffer)]


def average_precision(settings):
    return lambda labels, scores: [average_precision_score(labels, scores)]


def prepare(work, settings):
    figures = {
        "volumes": volumes, "affiliation": affiliation, "pate": pate,
        "averagePrecision": average_precision}[work](settings)
    labels, scores = np.fromfile(settings["labels"]).astype(int), np.fromfile(settings["scores"])
    return lambda count: [figures(labels, scores) for _ in range(count)][-1], np.array


serve(prepare)
