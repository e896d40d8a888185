#!/usr/bin/env python3
"""Reference values of NAB scores, for Tests/SabaEvaluationTests.

  python References/nab.py > Tests/SabaEvaluationTests/References/nab.json

Plain Python, straight from the definition: for each profile every threshold in turn, and for each threshold
every row. Made with Python 3.11+.
"""
import math

import numpy as np

from common import emit

PROFILES = {  # weights of a false alarm and of a miss
    "standard": (0.11, 1), "lowFalsePositives": (0.22, 1), "lowFalseNegatives": (0.11, 2)}


def f(y):
    return -1 if y > 3 else 2 / (1 + math.exp(5 * y)) - 1


def worth(files, threshold, false_alarm, miss):
    """The raw score, and how many windows count."""
    total, windows = 0.0, 0
    for scores, spans in files:
        learning = min(math.floor(0.15 * len(scores)), 750)
        for left, right in spans:
            if right < learning:
                continue
            windows += 1
            hits = [i for i in range(max(left, learning), right + 1) if scores[i] >= threshold]
            total += max(
                (f(-(right - i + 1) / (right - left + 1)) / f(-1) for i in hits), default=-miss)
        for i in range(learning, len(scores)):
            if scores[i] < threshold or any(left <= i <= right for left, right in spans):
                continue
            before = [span for span in spans if span[1] < i]
            if not before:
                total -= false_alarm
                continue
            left, right = before[-1]
            total += false_alarm * (f((i - right) / (right - left)) if right > left else -1)
    return total, windows


def case(seed):
    random = np.random.default_rng([seed, 1])
    files = []
    for _ in range(int(random.integers(1, 4))):
        n = int(random.integers(20, 200))
        inside = [0] * n
        spans = []
        # Cut at random places, some pieces are windows; they may touch, and lie at the edges.
        cuts = sorted({0, n, *map(int, random.integers(0, n, size=int(random.integers(2, 12))))})
        for left, right in zip(cuts, cuts[1:]):
            if random.random() < 0.35:
                spans.append([left, right - 1])
                inside[left:right] = [1] * (right - left)
        scores = random.normal(size=n) + np.array(inside) * random.random()
        files.append((np.round(scores, 0 if seed % 4 == 0 else 3).tolist(), spans))
    thresholds = sorted({score for scores, _ in files for score in scores} | {math.inf})
    result = {}
    for profile, (false_alarm, miss) in PROFILES.items():
        raw = [worth(files, threshold, false_alarm, miss) for threshold in thresholds]
        windows = raw[0][1]
        best = max(total for total, _ in raw)
        result[profile] = (
            None if windows == 0 else 100 * (best + miss * windows) / (windows + miss * windows))
    return {"files": [{"scores": s, "windows": w} for s, w in files], **result}


emit(["numpy"], 1e-10, cases=[case(seed) for seed in range(16)])
