"""Tails of F and quantiles of Student's t, with 50 digits."""
import mpmath

from common import emit

mpmath.mp.dps = 50


def log_f_tail(value, d1, d2):
    value, d1, d2 = map(mpmath.mpf, (value, d1, d2))
    x = d2 / (d2 + d1 * value)
    return mpmath.log(mpmath.betainc(d2 / 2, d1 / 2, 0, x, regularized=True))


def student_quantile(tail, nu):
    """By bisection of the logarithm."""
    tail, nu = mpmath.mpf(tail), mpmath.mpf(nu)

    def p(t):
        return mpmath.betainc(nu / 2, mpmath.mpf("0.5"), 0, nu / (nu + t * t), regularized=True) / 2

    low, high = mpmath.mpf(0), mpmath.mpf(1)
    while p(high) > tail:
        high *= 2
    for _ in range(120):
        middle = (low + high) / 2
        if p(middle) > tail:
            low = middle
        else:
            high = middle
    return low


emit(
    ["mpmath"], 1e-12,
    fTails=[
        {"value": value, "numerator": d1, "denominator": d2,
         "logTail": float(log_f_tail(value, d1, d2))}
        for value, d1, d2 in [
            (0.5, 2, 6), (1, 1, 1), (4, 3, 9), (130, 3, 9), (253, 2, 54), (1.2, 300, 900),
            (20, 287.5, 7760), (1000, 2.5, 2.5), (0.01, 12, 7)]],
    studentQuantiles=[
        {"tail": tail, "degreesOfFreedom": nu, "value": float(student_quantile(tail, nu))}
        for tail, nu in [
            (0.025, 1), (0.025, 10), (0.4, 3), (0.05 / 2000, 998), (1e-9, 5), (0.499, 30),
            (1e-7, 40318), (0.25, 0.5)]])
