#!/usr/bin/env python3
"""Reference values of how well blame names culprits, for Tests/SabaEvaluationTests.

  python References/culprits.py > Tests/SabaEvaluationTests/References/culprits.json

NDCG comes from scikit-learn, hit rates from sets. No blame occurs twice: for ties scikit-learn takes a mean.
Made with Python 3.11+ and the packages of the versions named in the file.
"""
import numpy as np
from sklearn.metrics import ndcg_score

from common import emit


def case(seed):
    random = np.random.default_rng([seed, 2])
    metrics = int(random.integers(2, 40))
    truth = sorted(map(int, random.choice(
        metrics, size=int(random.integers(1, max(2, metrics // 2))), replace=False)))
    blame = random.permutation(metrics) + 0.5
    blame[truth] += metrics * random.random(len(truth))
    blame = np.round(blame, 6)
    relevance = np.isin(np.arange(metrics), truth).astype(float)
    order = np.argsort(-blame)

    def hit_rate(share):
        return len(set(order[:int(share * len(truth))]) & set(truth)) / len(truth)

    return {
        "blame": blame.tolist(), "truth": truth,
        "hitRate100": hit_rate(1.0), "hitRate150": hit_rate(1.5),
        "first": float(relevance[order[0]]),
        "ndcg3": float(ndcg_score([relevance], [blame], k=3)),
        "ndcg5": float(ndcg_score([relevance], [blame], k=5)),
    }


emit(["numpy", "scikit-learn"], 1e-12, cases=[case(seed) for seed in range(30)])
