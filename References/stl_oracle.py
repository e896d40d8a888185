"""STL by double loops: what the generators hold other people's programs against, and what makes the
references that those programs cannot: degree 2, missing values, short windows.

Cleveland, Cleveland, McRae, Terpenning (1990). Where the paper is silent it follows the authors'
code, on which R and statsmodels rest: a weight is 1 within .001 of the half width h and 0 beyond
.999 of it; the slope is dropped where the points of a window deviate less than .001 of the series'
length; a window wider than the series widens h by half of what it lacks, rounded down; with jumps
the last point is fitted in the window of the last one before it.

Missing values (NaN) have weight 0 in the seasonal and in the trend smoothing; windows are the
nearest grid points, observed or not. A window without weight takes the nearest fitted value of its
series, the earlier of two. A slot without any fitted value takes in each cycle what lies between
the nearest slots that have one, around the clock.
"""
import math

import numpy as np


class STL:
    """The options, all to be named, and the fit.

    `stand_ins` counts the windows without weight around observed points, for which other people's
    programs take the observation, outlier though it is.
    """

    def __init__(
            self, period, seasonal, trend, low_pass, seasonal_degree, trend_degree, low_pass_degree,
            seasonal_jump=1, trend_jump=1, low_pass_jump=1, inner=2, outer=0):
        self.period = period
        self.seasonal = seasonal  # None: periodic
        self.trend, self.low_pass = trend, low_pass
        self.degrees = seasonal_degree, trend_degree, low_pass_degree
        self.jumps = seasonal_jump, trend_jump, low_pass_jump
        self.inner, self.outer = inner, outer
        self.stand_ins = 0

    def fit(self, y):
        """Gives the season, the trend and the robustness weights."""
        y = np.asarray(y, dtype=float)
        n, p = len(y), self.period
        seen = ~np.isnan(y)
        weights = seen.astype(float)
        trend = np.zeros(n)
        for outer in range(self.outer + 1):
            for _ in range(self.inner):
                cycle = self.cycle_subseries(y - trend, weights)
                average = moving_average(moving_average(moving_average(cycle, p), p), 3)
                low = self.loess(
                    average, np.ones(n), self.low_pass, self.degrees[2], self.jumps[2])
                season = cycle[p:p + n] - low
                trend = self.loess(y - season, weights, self.trend, self.degrees[1], self.jumps[1])
            if outer < self.outer:
                weights = robustness(np.abs(y - season - trend), seen)
        if self.seasonal is None:
            season = np.array([np.mean(season[i % p::p]) for i in range(n)])
        return season, trend, weights

    def cycle_subseries(self, y, weights):
        """Each slot smoothed over the cycles, with a cycle before the first and after the last."""
        n, p = len(y), self.period
        window, degree = self.seasonal, self.degrees[0]
        if window is None:
            window, degree = 10 * n + 1, 0
        slots = [
            self.loess(y[j::p], weights[j::p], window, degree, self.jumps[0], beyond=True)
            for j in range(p)]
        fitted = [j for j in range(p) if slots[j] is not None]
        result = np.zeros(n + 2 * p)
        for j in range(p):
            for cycle in range(len(y[j::p]) + 2):
                if slots[j] is not None:
                    result[cycle * p + j] = slots[j][cycle]
                    continue
                before = min((j - other) % p for other in fitted)
                after = min((other - j) % p for other in fitted)
                left, right = slots[(j - before) % p], slots[(j + after) % p]
                left, right = left[min(cycle, len(left) - 1)], right[min(cycle, len(right) - 1)]
                result[cycle * p + j] = left + before / (before + after) * (right - left)
        return result

    def loess(self, y, weights, window, degree, jump, beyond=False):
        """The smoothed series, with the points before the first and after the last if `beyond`.

        None where no window has weight.
        """
        n = len(y)
        jump = min(jump, n - 1)
        places = list(range(0, n, jump))
        spans = [span(x, n, window) for x in places]
        if places[-1] != n - 1:
            places.append(n - 1)
            spans.append(spans[-1])
        if beyond:
            size = min(window, n)
            places = [-1, *places, n]
            spans = [(0, size), *spans, (n - size, n)]
        values = {
            x: local_fit(y, weights, x, start, end, window, degree)
            for x, (start, end) in zip(places, spans)}
        known = [x for x in places if values[x] is not None]
        self.stand_ins += sum(
            values[x] is None and 0 <= x < n and not math.isnan(y[x]) for x in places)
        if not known:
            return None
        for x in places:
            if values[x] is None:
                values[x] = values[min(known, key=lambda other: (abs(other - x), other))]
        inner = [x for x in places if 0 <= x < n]
        smooth = [values[0]]
        for first, second in zip(inner, inner[1:]):
            slope = (values[second] - values[first]) / (second - first)
            smooth += [values[first] + slope * i for i in range(1, second - first)]
            smooth.append(values[second])
        return np.array([values[-1], *smooth, values[n]] if beyond else smooth)


def span(x, n, window):
    """The window of a point: its nearest points, as many as there are."""
    if window >= n:
        return 0, n
    start = min(max(x - window // 2, 0), n - window)
    return start, start + window


def local_fit(y, weights, x, start, end, window, degree):
    """The local polynomial at x, or None where the window has no weight."""
    n = len(y)
    h = max(x - start, end - 1 - x)
    if window > n:
        h += (window - n) // 2
    w = np.zeros(n)
    for i in range(start, end):
        distance = abs(i - x)
        if distance <= 0.001 * h:
            w[i] = weights[i]
        elif distance <= 0.999 * h:
            w[i] = (1 - (distance / h) ** 3) ** 3 * weights[i]
    if math.fsum(w) <= 0:
        return None
    points = np.flatnonzero(w)
    w, y = w[points] / math.fsum(w), y[points]
    mean = math.fsum(w * points)
    # Polynomials that are orthogonal under the weights, up to the degree that the points determine.
    linear = points - mean
    spread = math.fsum(w * linear ** 2)
    fit = math.fsum(w * y)
    if degree == 0 or math.sqrt(spread) <= 0.001 * (n - 1):
        return fit
    fit += (x - mean) * math.fsum(w * linear * y) / spread
    if degree == 1:
        return fit
    skew = math.fsum(w * linear ** 3) / spread
    quadratic = linear ** 2 - spread - skew * linear
    spread_of_squares = math.fsum(w * quadratic ** 2)
    if spread_of_squares <= (0.001 * (n - 1)) ** 4:
        return fit
    at_x = (x - mean) ** 2 - spread - skew * (x - mean)
    return fit + at_x * math.fsum(w * quadratic * y) / spread_of_squares


def moving_average(y, length):
    return np.array([math.fsum(y[i:i + length]) / length for i in range(len(y) - length + 1)])


def robustness(remainders, seen):
    """Bisquare weights; 1 everywhere where the median of what was seen is 0."""
    limit = 6 * np.median(remainders[seen])
    weights = seen.astype(float)
    if limit == 0:
        return weights
    for i in np.flatnonzero(seen):
        if remainders[i] > 0.999 * limit:
            weights[i] = 0
        elif remainders[i] > 0.001 * limit:
            weights[i] = (1 - (remainders[i] / limit) ** 2) ** 2
    return weights
