#!/usr/bin/env python3
"""Generalised Pareto tails: probabilities and quantiles by SciPy, fits by exact fractions and mpmath.

A fit by moments is that of Hosking and Wallis (1987), with their plotting positions (j - 0.35)/n, on the
excesses over the order statistic of rank ceil(q·n). A shape below 0 becomes 0, the scale then
the mean excess.
"""
import math
from fractions import Fraction

import mpmath
import numpy as np
from scipy.stats import expon, genpareto

from common import emit


def curve(shape, scale, threshold, rate):
    law = genpareto(shape, loc=threshold, scale=scale)
    if shape == 0:
        law = expon(loc=threshold, scale=scale)
    scores = [threshold + scale * x for x in (0.001, 0.1, 1.0, 3.7, 20.0, 250.0)]
    probabilities = [rate * p for p in (0.999, 0.5, 0.1, 1e-3, 1e-6, 1e-12)]
    return {
        "shape": shape, "scale": scale, "threshold": threshold, "rate": rate,
        "scores": scores, "tailProbabilities": [float(rate * law.sf(x)) for x in scores],
        "probabilities": probabilities,
        "quantiles": [float(law.isf(p / rate)) for p in probabilities],
    }


def fit(name, values, quantile):
    ordered = sorted(Fraction(v) for v in values)
    n = len(ordered)
    first = math.ceil(Fraction(str(quantile)) * n)
    threshold = ordered[first - 1]
    excesses = [x - threshold for x in ordered[first:]]
    m = len(excesses)
    # The moments a(s) = E[X·(1 - F(X))^s], with k = -shape of the paper.
    a0 = sum(excesses) / m
    a1 = sum((m - j + Fraction(35, 100)) * x for j, x in enumerate(excesses, 1)) / m ** 2
    k = a0 / (a0 - 2 * a1) - 2
    scale = 2 * a0 * a1 / (a0 - 2 * a1)
    clamped = k > 0
    return {
        "name": name, "values": values, "quantile": quantile, "unclampedShape": float(-k),
        "threshold": float(threshold), "rate": m / n, "count": m,
        "shape": 0.0 if clamped else float(-k), "scale": float(a0 if clamped else scale),
    }


mpmath.mp.dps = 50
LARGEST_SHAPE = 0.8


def log_likelihood(excesses, shape, scale):
    law = genpareto(shape, scale=scale) if shape > 0 else expon(scale=scale)
    return float(law.logpdf(excesses).sum())


def likeliest(excesses):
    """Shape and scale at the highest point of the profile over the ratio of shape and scale."""
    exact = [mpmath.mpf(float(x)) for x in excesses]
    mean = mpmath.fsum(exact) / len(exact)
    unit = np.median(excesses)

    def slope(log_ratio):
        ratio = mpmath.exp(log_ratio)
        a = mpmath.fsum(mpmath.log1p(ratio * x) for x in exact) / len(exact)
        b = mpmath.fsum(ratio * x / (1 + ratio * x) for x in exact) / len(exact)
        return 1 - (1 + 1 / min(a, mpmath.mpf(LARGEST_SHAPE))) * b

    ratios = np.geomspace(1e-6, 1e3, 4001) / unit
    a = np.array([np.log1p(r * excesses).mean() for r in ratios])
    shapes = np.minimum(a, LARGEST_SHAPE)
    heights = -np.log(shapes / ratios) - (1 + 1 / shapes) * a
    best = int(np.argmax(heights))
    if best == 0:
        return 0.0, float(mean)
    bracket = [mpmath.log(mpmath.mpf(ratios[i])) for i in (best - 1, best + 1)]
    ratio = mpmath.exp(mpmath.findroot(slope, bracket, solver="anderson"))
    a = mpmath.fsum(mpmath.log1p(ratio * x) for x in exact) / len(exact)
    shape = min(a, mpmath.mpf(LARGEST_SHAPE))
    return float(shape), float(shape / ratio)


def likelihood_fit(name, values, quantile):
    ordered = np.sort(values)
    threshold = ordered[math.ceil(Fraction(str(quantile)) * len(values)) - 1]
    excesses = ordered[ordered > threshold] - threshold
    shape, scale = likeliest(excesses)
    best = log_likelihood(excesses, shape, scale)
    # SciPy searches shapes of any sign: its fit counts where it lies in the range.
    unit = np.median(excesses)
    for start in (0.0, 0.1, 0.4, 0.7):
        fitted, _, fitted_scale = genpareto.fit(excesses / unit, start, floc=0, scale=1.0)
        if 0 <= fitted <= LARGEST_SHAPE:
            assert log_likelihood(excesses, fitted, fitted_scale * unit) <= best + 1e-9 * abs(best)
            if 0 < shape < LARGEST_SHAPE:
                assert abs(fitted - shape) < 1e-3, (name, fitted, shape)
    return {
        "name": name, "values": values, "quantile": quantile, "threshold": float(threshold),
        "rate": len(excesses) / len(values), "count": len(excesses), "shape": shape,
        "scale": scale, "logLikelihood": best,
    }


def bound(shape, scale, rate, count, probability, confidence):
    """The confidence bound of the score with a tail probability, over threshold 0."""
    x, one = mpmath.mpf(shape), mpmath.mpf(1)
    z = mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(confidence) - 1)
    bias_of_shape = -(1 + x) * (3 + x) / (count * (1 + 3 * x))
    bias_of_scale = (3 + 5 * x + 4 * x ** 2) / (count * (1 + 3 * x))
    centre = [
        mpmath.log(mpmath.mpf(scale) * (1 + x)) - bias_of_scale - bias_of_shape / (1 + x),
        mpmath.log(1 + x) - bias_of_shape / (1 + x), mpmath.log(mpmath.mpf(rate))]
    steps = [
        z * mpmath.sqrt(variance / count) for variance in (1 + 2 * x, one, 1 - mpmath.mpf(rate))]

    def log_excess(parts):
        shape = mpmath.exp(parts[1]) - 1
        ratio = mpmath.exp(parts[2]) / mpmath.mpf(probability)
        growth = mpmath.log(ratio) if shape == 0 else (ratio ** shape - 1) / shape
        return parts[0] - parts[1] + mpmath.log(growth)

    sign = 1 if z > 0 else -1
    middle = log_excess(centre)
    squares = mpmath.mpf(0)
    for i, step in enumerate(steps):
        changes = [
            log_excess(centre[:i] + [centre[i] + s * step] + centre[i + 1:]) - middle
            for s in ((1, -1) if i == 1 else (1,))]
        squares += max(0, *(sign * change for change in changes)) ** 2
    return {
        "shape": shape, "scale": scale, "rate": rate, "count": count, "probability": probability,
        "confidence": confidence, "score": float(mpmath.exp(middle + sign * mpmath.sqrt(squares))),
    }


random = np.random.default_rng(3)


def draw(law, n):
    return np.round(law.rvs(size=n, random_state=random), 6).tolist()


fits = [
    fit("heavy", draw(genpareto(0.4), 300), 0.5),
    fit("light", draw(genpareto(0.15, loc=-3, scale=0.02), 500), 0.9),
    fit("offset", draw(genpareto(0.3, loc=1e4, scale=50), 200), 0.8),
    fit("bounded", draw(genpareto(-0.6, scale=5), 200), 0.75),
]
assert all(0 < f["unclampedShape"] < 0.8 for f in fits[:3]) and fits[3]["unclampedShape"] < 0
likelihood_fits = [likelihood_fit(f["name"], f["values"], f["quantile"]) for f in fits]
likelihood_fits += [
    likelihood_fit("ten", draw(genpareto(0.3), 12), 0.1),
    likelihood_fit("too heavy", draw(genpareto(1.5), 200), 0.5),
    likelihood_fit("ties", np.round(genpareto(0.3, scale=5).rvs(
        size=300, random_state=random)).tolist(), 0.4),
    likelihood_fit("huge", (1e300 * np.array(draw(genpareto(0.2), 100))).tolist(), 0.5),
    likelihood_fit("tiny", (1e-6 * np.array(draw(genpareto(0.4), 200))).tolist(), 0.5),
    likelihood_fit("two scales", draw(expon(), 150) + draw(expon(scale=1000), 50), 0.2),
]
assert {f["shape"] for f in likelihood_fits} > {0.0, LARGEST_SHAPE}
emit(
    ["mpmath", "numpy", "scipy"], 1e-10,
    curves=[
        curve(0.0, 1.0, 0.0, 1.0), curve(0.0, 0.3, -2.0, 0.1), curve(1e-4, 2.0, 5.0, 0.1),
        curve(0.2, 0.05, 1.0, 0.02), curve(0.5, 3.0, 100.0, 0.1), curve(0.79, 1.0, 0.0, 0.25)],
    fits=fits, likelihoodFits=likelihood_fits,
    bounds=[
        bound(*parameters, confidence)
        for parameters in (
            (0.0, 1.0, 0.1, 50, 1e-4), (0.1, 2.5, 0.1, 100, 0.01), (0.3, 0.02, 0.05, 500, 1e-6),
            (0.8, 3.0, 0.2, 20, 0.08), (0.25, 1.0, 1.0, 40, 1e-3))
        for confidence in (0.05, 0.5, 0.9, 0.99)])
