"""The generalised ESD test step by step, from the definition: mean and median forms."""
import numpy as np
from scipy.stats import t as student

from common import emit

# Rosner (1983), the example that the NIST/SEMATECH handbook repeats in section 1.3.5.17.3.
ROSNER = [
    -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65,
    1.69, 1.70, 1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15, 2.23, 2.24,
    2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21, 3.26, 3.30, 3.59,
    3.68, 4.30, 4.64, 5.34, 5.42, 6.01]


def steps(values, robust, side, alpha, count):
    values = list(values)
    found = []
    for _ in range(count):
        x = np.array(values)
        centre = np.median(x) if robust else np.mean(x)
        if robust:
            scale = np.median(np.abs(x - centre)) / 0.6744897501960817
            if scale == 0:
                scale = np.mean(np.abs(x - centre)) * np.sqrt(np.pi / 2)
        else:
            scale = np.std(x, ddof=1)
        distance = {"both": np.abs(x - centre), "above": x - centre, "below": centre - x}[side]
        worst = int(np.argmax(distance))
        n = len(x)
        p = 1 - alpha / (2 * n if side == "both" else n)
        quantile = student.ppf(p, n - 2)
        critical = (n - 1) * quantile / np.sqrt((n - 2 + quantile**2) * n)
        found.append((values.pop(worst), distance[worst] / scale, critical))
    return found


random = np.random.default_rng(7)
skewed = np.round(random.gamma(2, size=80), 6).tolist()
flat = [0.0] * 30 + np.round(random.normal(size=12), 6).tolist()
cases = []
for name, values, alpha, count in [
        ("Rosner", ROSNER, 0.05, 10), ("skewed", skewed, 0.05, 12), ("flat", flat, 0.01, 8)]:
    for robust in (False, True):
        for side in ("both", "above", "below"):
            # In Rosner's example two values are equally far from the fifth median.
            found = steps(
                values, robust, side, alpha, 4 if robust and name == "Rosner" else count)
            outliers = max([0] + [i + 1 for i, (_, r, c) in enumerate(found) if r > c])
            cases.append({
                "name": name, "values": values, "isRobust": robust, "side": side,
                "significance": alpha, "count": len(found), "removed": [float(f[0]) for f in found],
                "deviates": [float(f[1]) for f in found],
                "criticalValues": [float(f[2]) for f in found], "outlierCount": outliers})
emit(["numpy", "scipy"], 1e-10, cases=cases)
