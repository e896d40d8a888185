#!/usr/bin/env python3
"""Reference values of the scores that take labels row by row, for Tests/SabaEvaluationTests.

  python References/scores.py > Tests/SabaEvaluationTests/References/scores.json

Average precision, ROC area, and the best F1 come from scikit-learn; the volumes under the surfaces and
the areas for one buffer length from a plain implementation of their definition below, one buffer length and
one threshold at a time; point-adjusted F1 from one threshold at a time.
Made with Python 3.11+, NumPy and scikit-learn of the versions named in the file.
"""
import math

import numpy as np
from sklearn.metrics import (
    average_precision_score, f1_score, precision_recall_curve, roc_auc_score)

from common import emit
from series import events_of, labelled, text

THRESHOLDS = 250


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
    return list(map(float, roc)), list(map(float, precision_recall))


def best_f1(labels, scores):
    precision, recall, _ = precision_recall_curve(labels, scores)
    return float(np.nanmax(2 * precision * recall / np.maximum(precision + recall, 1e-300)))


def best_point_adjusted_f1(labels, scores):
    best = 0.0
    for threshold in set(scores):
        predicted = np.array(scores) >= threshold
        for start, end in events_of(labels):
            predicted[start:end + 1] = predicted[start:end + 1].any()
        best = max(best, f1_score(labels, predicted))
    return float(best)


def case(seed):
    labels, scores = labelled(seed)
    buffer = [0, 1, 5, 12, 40][seed % 5]
    roc, precision_recall = volumes(labels, scores, buffer)
    return {
        "labels": text(labels), "scores": scores, "buffer": buffer,
        "averagePrecision": float(average_precision_score(labels, scores)),
        "rocArea": float(roc_auc_score(labels, scores)),
        "vusROC": float(np.mean(roc)), "vusPR": float(np.mean(precision_recall)),
        "rangeROC": roc[-1], "rangePR": precision_recall[-1],
        "bestF1": best_f1(labels, scores),
        "bestPointAdjustedF1": best_point_adjusted_f1(labels, scores),
    }


emit(["numpy", "scikit-learn"], 1e-12, cases=[case(seed) for seed in range(20)])
