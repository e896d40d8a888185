"""Labelled series of all kinds, for the generators of accuracy scores."""
import numpy as np


def labelled(seed):
    """Labels and scores: events at the edges, adjacent but for a row, few or many, and ties."""
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
    return labels, np.round(scores, 1 if seed % 3 == 0 else 4).tolist()


def text(labels):
    return "".join(map(str, labels))


def events_of(labels):
    """First and last row of each run."""
    events = []
    for row, label in enumerate(labels):
        if label and (row == 0 or not labels[row - 1]):
            events.append([row, row])
        elif label:
            events[-1][1] = row
    return events
