#!/usr/bin/env python3
"""Reference values of affiliation precision and recall, for Tests/SabaEvaluationTests.

  python References/affiliation.py > Tests/SabaEvaluationTests/References/affiliation.json

By the authors' implementation, as TSB-AD has it. Precision is null where nothing is predicted.
Made with Python 3.11+ and the packages of the versions named in the file.
"""
import math

import numpy as np
from TSB_AD.evaluation.affiliation.generics import convert_vector_to_events
from TSB_AD.evaluation.affiliation.metrics import pr_from_events

from common import emit
from series import labelled, text


def case(seed):
    labels, scores = labelled(seed)
    # From a row or two to nearly all.
    threshold = np.quantile(scores, [0.995, 0.9, 0.6, 0.2, 1][seed % 5])
    predicted = [int(score > threshold) for score in scores]
    result = pr_from_events(
        convert_vector_to_events(predicted), convert_vector_to_events(labels), (0, len(labels)))
    precision = result["Affiliation_Precision"]
    return {
        "labels": text(labels), "predicted": text(predicted),
        "precision": None if math.isnan(precision) else float(precision),
        "recall": float(result["Affiliation_Recall"]),
    }


emit(["TSB-AD"], 1e-12, cases=[case(seed) for seed in range(60)])
