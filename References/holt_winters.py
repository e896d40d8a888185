#!/usr/bin/env python3
"""Exponential smoothing: statsmodels at given parameters and initial states, and its own fits.

`cases` hold one-step expectations, the sum of squared errors and forecasts at given parameters and
states: by ExponentialSmoothing, without a multiplicative season by ETSModel too (with log likelihood
and prediction deviations), checked here against the recursion written out. (ETSModel corrects a
multiplicative season at the level after the observation, unlike the book and ExponentialSmoothing.) Two seasons
are by Taylor's (2003) equations as printed, additive, with the state-space gains that they amount
to; multiplicative and with correlated errors by the state-space recursion written out. `fits` hold
the log likelihood that statsmodels reaches, the better of its two classes, initial states estimated.
"""
import math
import warnings

import numpy as np
import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from common import emit

warnings.simplefilter("ignore")
HORIZON = 30


def recursion(y, form, p, state, horizon):
    """The state-space form, a list of all past effects for each season."""
    level, slope, error = state["level"], state["slope"], state.get("error", 0.0)
    seasons = [list(s) for s in state["seasons"]]
    product = form["seasonality"] == "multiplicative"
    expected = []
    for t in range(len(y) + horizon):
        base = level + p["damping"] * slope
        now = [s[-m] if len(s) >= m else None for s, m in zip(seasons, form["periods"])]
        whole = base
        for effect in now:
            whole = whole * effect if product else whole + effect
        mu = whole + p["errorCorrelation"] * error
        expected.append(mu)
        e = y[t] - mu if t < len(y) else 0.0
        factor = math.prod(now) if product else 1.0
        level = base + p["level"] * e / factor
        slope = p["damping"] * slope + p["trend"] * e / factor
        error = p["errorCorrelation"] * error + e
        for s, gain, effect in zip(seasons, p["seasons"], now):
            rest = base * factor / effect if product else 1.0
            s.append(effect + gain * e / rest)
    return np.array(expected)


def taylor(y, periods, alpha, gamma, delta, omega, level, trend, day, week, horizon):
    """Taylor (2003), equations 5-9 in the additive form, as printed."""
    d, w = list(day), list(week)
    expected = []
    for t in range(len(y)):
        expected.append(level + trend + d[-periods[0]] + w[-periods[1]])
        s = alpha * (y[t] - d[-periods[0]] - w[-periods[1]]) + (1 - alpha) * (level + trend)
        trend = gamma * (s - level) + (1 - gamma) * trend
        now_d, now_w = d[-periods[0]], w[-periods[1]]
        d.append(delta * (y[t] - s - now_w) + (1 - delta) * now_d)
        w.append(omega * (y[t] - s - now_d) + (1 - omega) * now_w)
        level = s
    for k in range(1, horizon + 1):
        expected.append(
            level + k * trend + d[-periods[0] + (k - 1) % periods[0]]
            + w[-periods[1] + (k - 1) % periods[1]])
    return np.array(expected)


def variances(form, p, horizon):
    """Table 6.1 of Hyndman et al. (2008), class 1, with the correlated error's term."""
    result, total, reach = [], 1.0, 0.0
    for j in range(1, horizon + 1):
        result.append(total)
        reach += p["damping"] ** j
        c = p["level"] + p["trend"] * reach + p["errorCorrelation"] ** j
        c += sum(g for g, m in zip(p["seasons"], form["periods"]) if j % m == 0)
        total += c * c
    return np.array(result)


def series(n, periods, product, seed, slope=0.05):
    random = np.random.default_rng(seed)
    t = np.arange(n)
    level = 50 + slope * t + np.cumsum(random.normal(scale=0.3, size=n))
    season = np.zeros(n)
    for m in periods:
        season += 6 * np.sin(2 * np.pi * t / m) + 3 * np.cos(4 * np.pi * t / m + 1)
    y = level * (1 + season / 40) if product else level + season
    return np.round(y + random.normal(scale=1.0, size=n), 3)


def form_of(trend, periods=(), seasonality="additive", correlated=False):
    return {"trend": trend, "periods": list(periods), "seasonality": seasonality,
            "hasErrorCorrelation": correlated}


def parameters(level, trend=0.0, damping=1.0, seasons=(), correlation=0.0):
    return {"level": level, "trend": trend, "damping": damping, "seasons": list(seasons),
            "errorCorrelation": correlation}


def case(name, y, form, p, state):
    n = len(y)
    expected = recursion(y, form, p, state, HORIZON)
    result = {"name": name, "values": y.tolist(), "form": form, "parameters": p, "state": state}
    sigma = math.sqrt(np.mean((y - expected[:n]) ** 2))
    if len(form["periods"]) < 2 and p["errorCorrelation"] == 0:
        m = form["periods"][0] if form["periods"] else None
        kinds = {"trend": None if form["trend"] == "none" else "add",
                 "damped_trend": form["trend"] == "damped",
                 "seasonal": None if m is None else form["seasonality"][:3],
                 "seasonal_periods": m, "initialization_method": "known",
                 "initial_level": state["level"],
                 "initial_trend": None if form["trend"] == "none" else state["slope"],
                 "initial_seasonal": None if m is None else state["seasons"][0]}
        smooth = ExponentialSmoothing(y, **kinds)
        fixed = {"smoothing_level": p["level"], "optimized": False}
        if kinds["trend"]:
            fixed["smoothing_trend"] = p["trend"] / p["level"]
        if form["trend"] == "damped":
            fixed["damping_trend"] = p["damping"]
        if m:
            fixed["smoothing_seasonal"] = p["seasons"][0]
        fit = smooth.fit(**fixed)
        assert np.allclose(fit.fittedvalues, expected[:n], rtol=1e-11, atol=0), name
        # At whole periods ahead its forecast repeats the effect before the last update.
        stale = np.array([m is not None and h % m == 0 for h in range(1, HORIZON + 1)])
        assert np.allclose(fit.forecast(HORIZON)[~stale], expected[n:][~stale], rtol=1e-11), name
        result["sumOfSquares"] = float(fit.sse)
        expected[:n] = fit.fittedvalues
    if "sumOfSquares" in result and form["seasonality"] == "additive":
        ets = ETSModel(y, error="add", **kinds)
        values = [p["level"]]
        if kinds["trend"]:
            values.append(p["trend"])
        if m:
            values.append(p["seasons"][0])
        if form["trend"] == "damped":
            values.append(p["damping"])
        values.append(state["level"])
        if kinds["trend"]:
            values.append(state["slope"])
        if m:
            values += state["seasons"][0]
        smoothed = ets.smooth(np.array(values[:ets.k_params]))
        assert np.allclose(smoothed.fittedvalues, expected[:n], rtol=1e-10), name
        assert np.allclose(smoothed.forecast(HORIZON), expected[n:], rtol=1e-10), name
        expected[n:] = smoothed.forecast(HORIZON)
        result["logLikelihood"] = float(smoothed.llf)
        labelled = ETSModel(pd.Series(y), error="add", **kinds).smooth(smoothed.params)
        predicted = labelled.get_prediction(start=n, end=n + HORIZON - 1)
        deviations = np.sqrt(np.asarray(predicted.forecast_variance))
        own = sigma * np.sqrt(variances(form, p, HORIZON))
        assert np.allclose(deviations, own, rtol=1e-9), name
        result["deviations"] = deviations.tolist()
    elif form["seasonality"] == "additive":
        result["deviations"] = (sigma * np.sqrt(variances(form, p, HORIZON))).tolist()
    result.setdefault("sumOfSquares", float(np.sum((y - expected[:n]) ** 2)))
    result["expected"] = expected[:n].tolist()
    result["forecast"] = expected[n:].tolist()
    return result


def effects(m, size, mean, seed):
    raw = np.random.default_rng(seed).normal(size=m)
    return np.round(mean + size * (raw - raw.mean()), 4).tolist()


cases = []
plain = series(60, [], False, 1)
for trend, p, slope in [
        ("none", parameters(0.37), 0.0), ("linear", parameters(0.4, 0.08), 0.3),
        ("damped", parameters(0.4, 0.08, 0.93), 0.3)]:
    cases.append(case(
        trend, plain, form_of(trend), p, {"level": 49.5, "slope": slope, "seasons": []}))
    for kind in ("additive", "multiplicative"):
        q = {**p, "seasons": [0.21]}
        mean, size = (0, 5) if kind == "additive" else (1, 0.1)
        cases.append(case(
            f"{trend}, {kind}", series(70, [12], kind == "multiplicative", 2),
            form_of(trend, [12], kind), q,
            {"level": 49.5, "slope": slope, "seasons": [effects(12, size, mean, 3)]}))

two = series(150, [7, 24], False, 4)
alpha, gamma, delta, omega = 0.3, 0.05, 0.2, 0.3
day, week = effects(7, 4, 0, 5), effects(24, 4, 0, 6)
state = {"level": 48.0, "slope": 0.1, "seasons": [day, week]}
gains = parameters(
    alpha, alpha * gamma, 1.0, [delta * (1 - alpha), omega * (1 - alpha)])
printed = taylor(two, [7, 24], alpha, gamma, delta, omega, 48.0, 0.1, day, week, HORIZON)
double = case("two seasons, Taylor", two, form_of("linear", [7, 24]), gains, state)
assert np.allclose(double["expected"] + double["forecast"], printed, rtol=1e-12)
double["expected"], double["forecast"] = printed[:150].tolist(), printed[150:].tolist()
cases.append(double)
cases.append(case(
    "two seasons, correlated errors", two, form_of("damped", [7, 24], correlated=True),
    parameters(0.2, 0.01, 0.95, [0.1, 0.15], 0.4), {**state, "error": 0.7}))
cases.append(case(
    "two seasons multiplied", series(150, [7, 24], True, 7),
    form_of("linear", [7, 24], "multiplicative", True),
    parameters(0.2, 0.01, 1.0, [0.1, 0.15], 0.3),
    {"level": 48.0, "slope": 0.1,
     "seasons": [effects(7, 0.1, 1, 8), effects(24, 0.1, 1, 9)], "error": -0.5}))


def fit(name, y, trend, m=None, seasonality="additive"):
    kinds = {"trend": None if trend == "none" else "add", "damped_trend": trend == "damped",
             "seasonal": None if m is None else seasonality[:3], "seasonal_periods": m,
             "initialization_method": "estimated"}
    best = -math.inf
    makers = [lambda: ExponentialSmoothing(y, **kinds).fit()]
    if seasonality == "additive":
        makers.append(lambda: ETSModel(y, error="add", **kinds).fit(disp=False, maxiter=5000))
    for make in makers:
        sse = float(np.sum(np.asarray(make().resid) ** 2))
        best = max(best, -len(y) / 2 * (math.log(2 * math.pi * sse / len(y)) + 1))
    return {"name": name, "values": y.tolist(),
            "form": form_of(trend, [] if m is None else [m], seasonality), "logLikelihood": best}


random = np.random.default_rng(11)
walk = np.round(1000 + np.cumsum(random.normal(size=120)), 3)
fits = [
    fit("random walk", walk, "none"),
    fit("random walk, line", walk, "linear"),
    fit("random walk, damped", walk, "damped"),
    fit("season of 12", series(144, [12], False, 12), "damped", 12),
    fit("season of 12, level", series(144, [12], False, 13, 0), "none", 12),
    fit("season of 12, multiplied", series(144, [12], True, 14, 0.3), "linear", 12,
        "multiplicative"),
    fit("season of 24", series(240, [24], False, 15), "linear", 24),
    fit("season of 7, multiplied, damped", series(140, [7], True, 16), "damped", 7,
        "multiplicative"),
    fit("noise with a season it has not", np.round(random.normal(size=96), 3), "linear", 8),
]
emit(["numpy", "pandas", "statsmodels"], 1e-8, cases=cases, fits=fits)
