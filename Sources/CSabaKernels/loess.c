// Local regression on a regular grid: each fitted value from the sums over its window.
//
// Sums of w·x^k and w·x^k·y with w the tricube weight times the observation's own weight, x the
// distance in window radii. As in the program of Cleveland and others (1990): full weight within
// .001 of the radius, none beyond .999, and no slope where the weighted deviation of x is at most
// .001 of the grid's length.
#include "CSabaKernels.h"
#include "multiversion.h"
#include "vectors.h"

#include <string.h>

/// The weighted moments of a window: Σ w·x^k up to k = 4, Σ w·x^k·y up to k = 2.
typedef struct {
  double s[5], t[3];
} Moments;

/// The tricube weight at distances r ≥ 0 in radii, 0 past the end of the window.
SABA_INLINE void tricube(const v8 *r, v8 *w) {
  v8 cube = *r * *r * *r;
  v8 rest = 1.0 - cube;
  v8 weight = rest * rest * rest;
  *w = V8_SELECT(*r <= V8_ALL(0.001), V8_ALL(1.0), weight);
}

/// Moments about `origin`, in window radii, of the points from `from` through `to` around `centre`.
SABA_INLINE void add_moments(const int weighted, const int degree, const double *values,
                             const double *weights, ptrdiff_t centre, ptrdiff_t from,
                             ptrdiff_t to, double radius, double origin, Moments *moments) {
  v8 s[8], t[8];
  SABA_UNROLL for (int k = 0; k < 8; k++) s[k] = t[k] = V8_ALL(0);
  const double inverse = 1.0 / radius;
  const v8 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  v8 distance = lanes + (double)(from - centre);
  v8 last = V8_ALL((double)(to - centre));
  for (ptrdiff_t j = from; j <= to; j += SABA_LANES, distance += (double)SABA_LANES) {
    v8 x = distance * inverse;
    v8 r = (v8)((u8)x & 0x7fffffffffffffff), w;
    tricube(&r, &w);
    if (j + SABA_LANES > to + 1) w = V8_SELECT(distance <= last, w, V8_ALL(0));
    v8 y = *(const v8_anywhere *)(values + j), wy = w * y;
    if (weighted) w *= *(const v8_anywhere *)(weights + j);
    if (degree == 2) x -= origin;
    s[0] += w, t[0] += wy;
    if (degree >= 1) {
      v8 wx = w * x;
      s[1] += wx, t[1] += wy * x;
      v8 wxx = wx * x;
      s[2] += wxx;
      if (degree == 2) {
        s[3] += wxx * x, s[4] += wxx * x * x;
        t[2] += wy * x * x;
      }
    }
  }
  v8 sums;
  v8_sums(s, &sums);
  SABA_UNROLL for (int k = 0; k < 5; k++) moments->s[k] = sums[k];
  v8_sums(t, &sums);
  SABA_UNROLL for (int k = 0; k < 3; k++) moments->t[k] = sums[k];
}

/// The fitted value at x = 0 of a constant or a line; NaN without weight.
SABA_INLINE double fitted_line(const int degree, const Moments *m, double least) {
  if (!(m->s[0] > 0)) return NAN;
  double level = m->t[0] / m->s[0];
  if (degree == 0) return level;
  double mean = m->s[1] / m->s[0];
  double variance = m->s[2] / m->s[0] - mean * mean;
  if (!(variance > least * least)) return level;
  return level - mean / variance * (m->t[1] / m->s[0] - mean * level);
}

/// The fitted value at x = 0 of a parabola, from moments about the mean; fewer terms where the
/// window does not determine them.
SABA_INLINE double fitted_parabola(const Moments *m, double mean, double least) {
  double level = m->t[0] / m->s[0];
  double shift = m->s[1] / m->s[0];  // what rounding left of the mean
  double variance = m->s[2] / m->s[0] - shift * shift;
  if (!(variance > least * least)) return level;
  double skew = m->s[3] / m->s[0] / variance;
  double slope = (m->t[1] / m->s[0] - shift * level) / variance;
  double line = level - mean * slope;
  double spread = m->s[4] / m->s[0] - skew * skew * variance - variance * variance;
  if (!(spread > least * least * least * least)) return line;
  double curve = m->t[2] / m->s[0] - skew * slope * variance - variance * level;
  return line + (mean * mean + skew * mean - variance) * curve / spread;
}

/// The window of a place, and its radius as seen from another.
SABA_INLINE double find_window(ptrdiff_t count, ptrdiff_t width, ptrdiff_t place, ptrdiff_t from,
                               ptrdiff_t *first, ptrdiff_t *last) {
  ptrdiff_t left = 0, right = count - 1;
  if (width < count) {
    left = place - (width + 1) / 2 + 1;
    if (left < 0) left = 0;
    if (left > count - width) left = count - width;
    right = left + width - 1;
  }
  *first = left, *last = right;
  double radius = (double)(from - left > right - from ? from - left : right - from);
  return width > count ? radius + (double)((width - count) / 2) : radius;
}

/// The fitted value at a point, from the points of the window of a place.
SABA_INLINE double fit(const int weighted, const int degree, const double *values,
                       const double *weights, size_t n, size_t window, size_t place, size_t at) {
  ptrdiff_t i = (ptrdiff_t)at, count = (ptrdiff_t)n, left, right;
  double radius = find_window(count, (ptrdiff_t)window, (ptrdiff_t)place, i, &left, &right);
  ptrdiff_t reach = (ptrdiff_t)(0.999 * radius);
  ptrdiff_t from = i - reach > left ? i - reach : left;
  ptrdiff_t to = i + reach < right ? i + reach : right;
  double least = 0.001 * (double)(count - 1) / radius;
  Moments moments;
  if (degree < 2) {
    add_moments(weighted, degree, values, weights, i, from, to, radius, 0, &moments);
    return fitted_line(degree, &moments, least);
  }
  add_moments(weighted, 1, values, weights, i, from, to, radius, 0, &moments);
  if (!(moments.s[0] > 0)) return NAN;
  double mean = moments.s[1] / moments.s[0];
  add_moments(weighted, 2, values, weights, i, from, to, radius, mean, &moments);
  return fitted_parabola(&moments, mean, least);
}

SABA_INLINE void fit_all(const int weighted, const int degree, const double *values,
                         const double *weights, size_t n, size_t window, const uint32_t *places,
                         const uint32_t *windows, size_t count, double *fitted) {
  for (size_t k = 0; k < count; k++)
    fitted[places[k]] =
        fit(weighted, degree, values, weights, n, window, windows[k], places[k]);
}

SABA_MULTIVERSION
void saba_loess(const double *values, const double *weights, size_t n, size_t window, int degree,
                const uint32_t *places, const uint32_t *windows, size_t count, double *fitted) {
#define FIT_ALL(WEIGHTED, DEGREE) \
  fit_all(WEIGHTED, DEGREE, values, weights, n, window, places, windows, count, fitted)
  if (weights) {
    if (degree == 0) FIT_ALL(1, 0);
    if (degree == 1) FIT_ALL(1, 1);
    if (degree == 2) FIT_ALL(1, 2);
  } else {
    if (degree == 0) FIT_ALL(0, 0);
    if (degree == 1) FIT_ALL(0, 1);
    if (degree == 2) FIT_ALL(0, 2);
  }
}

/// The same from moments about 0.
SABA_INLINE double fitted_parabola_about_zero(const Moments *m, double least) {
  double a = m->s[1] / m->s[0], s2 = m->s[2] / m->s[0], s3 = m->s[3] / m->s[0];
  double t0 = m->t[0] / m->s[0], t1 = m->t[1] / m->s[0];
  Moments central = {
      .s = {1, 0, s2 - a * a, s3 - 3 * a * s2 + 2 * a * a * a,
            m->s[4] / m->s[0] - 4 * a * s3 + 6 * a * a * s2 - 3 * a * a * a * a},
      .t = {t0, t1 - a * t0, m->t[2] / m->s[0] - 2 * a * t1 + a * a * t0},
  };
  return fitted_parabola(&central, a, least);
}

SABA_MULTIVERSION
size_t saba_loess_from_sums(const double *sums, size_t stride, size_t count, int degree,
                            const double *full, double least, double scale, uint32_t first,
                            double *fitted, uint32_t *doubtful) {
  size_t found = 0;
  const double full_variance = full[2] / full[0];
  const double full_spread = full[4] / full[0] - full_variance * full_variance;
  for (size_t i = 0; i < count; i++) {
    Moments m = {{0}, {0}};
    for (int k = 0; k < (degree ? 2 * degree + 1 : 1); k++) {
      m.s[k] = sums[(size_t)(2 * k) * stride + i];
      if (k <= degree) m.t[k] = sums[(size_t)(2 * k + 1) * stride + i];
    }
    int good = m.s[0] >= 1e-3 * full[0];
    if (degree) {
      double mean = m.s[1] / m.s[0], variance = m.s[2] / m.s[0] - mean * mean;
      good &= variance >= 5e-2 * full_variance;
      if (degree == 2) {
        double fourth = m.s[4] / m.s[0] - 4 * mean * m.s[3] / m.s[0] +
                        6 * mean * mean * m.s[2] / m.s[0] - 3 * mean * mean * mean * mean;
        double third = m.s[3] / m.s[0] - 3 * mean * m.s[2] / m.s[0] + 2 * mean * mean * mean;
        good &= fourth - third * third / variance - variance * variance >= 5e-2 * full_spread;
      }
    }
    fitted[first + i] =
        scale * (degree < 2 ? fitted_line(degree, &m, least) : fitted_parabola_about_zero(&m, least));
    doubtful[found] = first + (uint32_t)i;
    found += !good;
  }
  return found;
}

// Series side by side: x runs over the points of all of them, lanes over the series.

SABA_INLINE void store_lanes(const v8 *value, size_t lanes, double *to) {
  if (lanes >= SABA_LANES) {
    *(v8_anywhere *)to = *value;
  } else {
    memcpy(to, value, lanes * sizeof(double));
  }
}

SABA_INLINE void fit_side_by_side(const int weighted, const int degree, const double *values,
                                  const double *weights, size_t stride, size_t series,
                                  ptrdiff_t window, double least, const double *x,
                                  const double *kernel, double *fitted) {
  for (size_t lane = 0; lane < series; lane += SABA_LANES) {
    v8 s[5], t[3];
    SABA_UNROLL for (int k = 0; k < 5; k++) s[k] = V8_ALL(0);
    SABA_UNROLL for (int k = 0; k < 3; k++) t[k] = V8_ALL(0);
    for (ptrdiff_t j = 0; j < window; j++) {
      v8 y = *(const v8_anywhere *)(values + (size_t)j * stride + lane);
      v8 wy = y * kernel[j], w = V8_ALL(kernel[j]);
      if (weighted) w *= *(const v8_anywhere *)(weights + (size_t)j * stride + lane);
      s[0] += w, t[0] += wy;
      if (degree >= 1) {
        v8 wx = w * x[j];
        s[1] += wx, t[1] += wy * x[j];
        s[2] += wx * x[j];
      }
    }
    v8 none = V8_ALL(NAN), level = t[0] / s[0], result = level;
    if (degree >= 1) {
      v8 mean = s[1] / s[0];
      v8 variance = s[2] / s[0] - mean * mean;
      v8 slope = (t[1] / s[0] - mean * level) / variance;
      v8 line = level - mean * slope;
      result = V8_SELECT(variance > V8_ALL(least * least), line, level);
      if (degree == 2) {
        // Once more about the mean, which differs from series to series.
        v8 c1 = V8_ALL(0), c2 = V8_ALL(0), c3 = V8_ALL(0), c4 = V8_ALL(0);
        v8 t1 = V8_ALL(0), t2 = V8_ALL(0);
        for (ptrdiff_t j = 0; j < window; j++) {
          v8 y = *(const v8_anywhere *)(values + (size_t)j * stride + lane);
          v8 wy = y * kernel[j], w = V8_ALL(kernel[j]), z = x[j] - mean;
          if (weighted) w *= *(const v8_anywhere *)(weights + (size_t)j * stride + lane);
          v8 wz = w * z, wzz = wz * z;
          c1 += wz, c2 += wzz, c3 += wzz * z, c4 += wzz * z * z;
          t1 += wy * z, t2 += wy * z * z;
        }
        v8 shift = c1 / s[0];
        variance = c2 / s[0] - shift * shift;
        v8 skew = c3 / s[0] / variance;
        slope = (t1 / s[0] - shift * level) / variance;
        line = level - mean * slope;
        v8 spread = c4 / s[0] - skew * skew * variance - variance * variance;
        v8 curve = t2 / s[0] - skew * slope * variance - variance * level;
        v8 parabola = line + (mean * mean + skew * mean - variance) * curve / spread;
        line = V8_SELECT(spread > V8_ALL(least * least * least * least), parabola, line);
        result = V8_SELECT(variance > V8_ALL(least * least), line, level);
      }
    }
    result = V8_SELECT(s[0] > V8_ALL(0), result, none);
    store_lanes(&result, series - lane, fitted + lane);
  }
}

SABA_MULTIVERSION
void saba_loess_side_by_side(const double *values, const double *weights, size_t stride,
                             size_t series, size_t n, size_t window, int degree, ptrdiff_t at,
                             ptrdiff_t place, double *scratch, double *fitted) {
  ptrdiff_t count = (ptrdiff_t)n, left, right;
  double radius = find_window(count, (ptrdiff_t)window, place, at, &left, &right);
  double *x = scratch, *kernel = scratch + n;
  ptrdiff_t first = count, last = -1;
  for (ptrdiff_t j = left; j <= right; j++) {
    double distance = (double)(j - at), r = fabs(distance) / radius;
    if (r > 0.999) continue;
    if (first == count) first = j;
    last = j;
    double rest = 1 - r * r * r;
    x[j - first] = distance / radius;
    kernel[j - first] = r <= 0.001 ? 1 : rest * rest * rest;
  }
  double least = 0.001 * (double)(count - 1) / radius;
  values += (size_t)first * stride;
  if (weights) weights += (size_t)first * stride;
  ptrdiff_t length = last - first + 1;
#define FIT(WEIGHTED, DEGREE)                                                              \
  fit_side_by_side(WEIGHTED, DEGREE, values, weights, stride, series, length, least, x,     \
                   kernel, fitted)
  if (weights) {
    if (degree == 0) FIT(1, 0);
    if (degree == 1) FIT(1, 1);
    if (degree == 2) FIT(1, 2);
  } else {
    if (degree == 0) FIT(0, 0);
    if (degree == 1) FIT(0, 1);
    if (degree == 2) FIT(0, 2);
  }
}
