#!/usr/bin/env python3
"""Reference values of the threshold-free scores, for Tests/SabaEvaluationTests.

  python References/scores.py > Tests/SabaEvaluationTests/References/scores.json

Average precision and ROC area come from scikit-learn; the volumes under the surfaces from a plain
implementation of their definition below, one buffer length and one threshold at a time.
Made with Python 3.11+, NumPy and scikit-learn of the versions named in the file.
"""
import json
import math

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

THRESHOLDS = 250


def events_of(labels):
    events = []
    for row, label in enumerate(labels):
        if label and (row == 0 or not labels[row - 1]):
            events.append([row, row])
        elif label:
            events[-1][1] = row
    return events


def volumes(labels, scores, buffer):
    n, events = len(labels), events_of(labels)
    y, s = np.array(labels), np.array(scores)
    ranked = sorted(scores, reverse=True)
    roc, precision_recall = [], []
    for length in range(buffer + 1):
        half = length // 2
        soft = y.astype(float)
        for start, end in events:
            for row in range(end + 1, min(end + half, n - 1) + 1):
                soft[row] += math.sqrt(1 - (row - end) / length)
            for row in range(max(start - half, 0), start):
                soft[row] += math.sqrt(1 - (start - row) / length)
        soft = np.minimum(soft, 1)
        segments = []
        for start, end in events:
            if segments and segments[-1][1] + half >= start - half:
                segments[-1][1] = end
            else:
                segments.append([start, end])
        points = [(0.0, 0.0)]
        area, recall_before = 0.0, 0.0
        for position in np.linspace(0, n - 1, THRESHOLDS).astype(int):
            predicted = s >= ranked[position]
            faded = np.where(y == 1, 1.0, soft * predicted)
            mass = float((faded * predicted).sum())
            positives = (float(y.sum()) + float(faded.sum())) / 2
            hit = sum(
                predicted[max(a - half, 0):b + half + 1].any() for a, b in segments)
            recall = min(mass / positives, 1) * hit / len(segments)
            points.append(((predicted.sum() - mass) / (n - positives), recall))
            area += (recall - recall_before) * mass / predicted.sum()
            recall_before = recall
        points.append((1.0, 1.0))
        roc.append(sum(
            (x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in zip(points, points[1:])))
        precision_recall.append(area)
    return float(np.mean(roc)), float(np.mean(precision_recall))


def case(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(30, 400))
    labels = [0] * n
    for _ in range(int(random.integers(1, 8))):
        start = int(random.integers(0, n))
        for row in range(start, min(n, start + int(random.integers(1, max(2, n // 12))))):
            labels[row] = 1
    if seed % 4 == 1:
        labels[0] = labels[n - 1] = 1
    scores = random.normal(size=n) + 1.5 * np.array(labels) * random.random(n)
    # Rounding makes ties; it also keeps the file small.
    scores = np.round(scores, 1 if seed % 3 == 0 else 4).tolist()
    buffer = [0, 1, 5, 12, 40][seed % 5]
    roc, precision_recall = volumes(labels, scores, buffer)
    return {
        "labels": "".join(map(str, labels)), "scores": scores, "buffer": buffer,
        "averagePrecision": float(average_precision_score(labels, scores)),
        "rocArea": float(roc_auc_score(labels, scores)),
        "vusROC": roc, "vusPR": precision_recall,
    }


print(json.dumps({
    "generator": "References/scores.py",
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "tolerance": 1e-12,
    "cases": [case(seed) for seed in range(20)],
}, indent=1).replace(",\n    ", ", ").replace("[\n    ", "["))
