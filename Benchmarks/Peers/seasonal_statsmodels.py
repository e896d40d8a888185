"""The side of statsmodels and of statsforecast in the seasonal contests."""
import numpy as np
from statsmodels.tsa.seasonal import MSTL, STL

from worker import serve


def numbers(settings, name):
    return [int(number) for number in settings[name].split(",")]


def stl(settings, y):
    period, = numbers(settings, "periods")
    window, = numbers(settings, "windows")
    inner, outer = int(settings["inner"]), int(settings["outer"])
    series = STL(
        y, period=period, seasonal=window, trend=int(settings["trend"]),
        low_pass=int(settings["lowPass"]), seasonal_deg=1, trend_deg=1, low_pass_deg=1,
        robust=outer > 0, seasonal_jump=1, trend_jump=1, low_pass_jump=1)

    def run():
        result = series.fit(inner_iter=inner, outer_iter=outer)
        return np.concatenate([result.seasonal, result.trend])

    return run


def mstl(settings, y):
    periods, windows = numbers(settings, "periods"), numbers(settings, "windows")
    inner = int(settings["inner"])
    if settings["library"] == "statsmodels":
        def run():
            # The dictionary loses its members to a fit.
            result = MSTL(
                y, periods=periods, windows=windows, iterate=2,
                stl_kwargs={"seasonal_deg": 1, "inner_iter": inner, "outer_iter": 0}).fit()
            return np.concatenate([result.seasonal.T.ravel(), result.trend])

        return run

    # Loaded only here: it takes seconds.
    from statsforecast.mstl import mstl as decompose

    def run():
        # It leaves the inner loop at statsmodels' default, 5.
        result = decompose(
            y, periods, iterate=2, s_window=windows, stl_kwargs={"seasonal_deg": 1})
        return np.concatenate(
            [*(result[f"seasonal{period}"] for period in periods), result["trend"]])

    return run


def prepare(work, settings):
    run = {"stl": stl, "mstl": mstl}[work](settings, np.fromfile(settings["values"]))
    return lambda count: [run() for _ in range(count)][-1], np.asarray


serve(prepare)
