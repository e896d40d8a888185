// The discrete Fourier transform of a power of two of complex numbers: Stockham's, in steps of four.
//
// Real and imaginary parts stand apart, so that lanes hold neighbours of one kind. Each stage goes
// from one pair of arrays to the other and sorts as it goes. After the first two stages runs of 16
// and more neighbours share their twiddle factors.
#include "CSabaKernels.h"
#include "multiversion.h"
#include "vectors.h"

typedef double v4 __attribute__((vector_size(32)));

// One butterfly in type V: loads from a distance of m·s, results in (ar ai) (br bi) (cr ci) (dr di).
#define BUTTERFLY(V, ANYWHERE, at, w1r, w1i, w2r, w2i, w3r, w3i)                               \
  V ar = *(const ANYWHERE *)(xr + (at)), ai = *(const ANYWHERE *)(xi + (at));                  \
  V br = *(const ANYWHERE *)(xr + (at) + step), bi = *(const ANYWHERE *)(xi + (at) + step);    \
  V cr = *(const ANYWHERE *)(xr + (at) + 2 * step);                                            \
  V ci = *(const ANYWHERE *)(xi + (at) + 2 * step);                                            \
  V dr = *(const ANYWHERE *)(xr + (at) + 3 * step);                                            \
  V di = *(const ANYWHERE *)(xi + (at) + 3 * step);                                            \
  V sum_ac_r = ar + cr, sum_ac_i = ai + ci, diff_ac_r = ar - cr, diff_ac_i = ai - ci;          \
  V sum_bd_r = br + dr, sum_bd_i = bi + di, diff_bd_r = br - dr, diff_bd_i = bi - di;          \
  ar = sum_ac_r + sum_bd_r, ai = sum_ac_i + sum_bd_i;                                          \
  V ur = diff_ac_r + diff_bd_i, ui = diff_ac_i - diff_bd_r;                                    \
  br = ur * (w1r) - ui * (w1i), bi = ur * (w1i) + ui * (w1r);                                  \
  V vr = sum_ac_r - sum_bd_r, vi = sum_ac_i - sum_bd_i;                                        \
  cr = vr * (w2r) - vi * (w2i), ci = vr * (w2i) + vi * (w2r);                                  \
  V tr = diff_ac_r - diff_bd_i, ti = diff_ac_i + diff_bd_r;                                    \
  dr = tr * (w3r) - ti * (w3i), di = tr * (w3i) + ti * (w3r);

/// Four groups of eight lanes to 32 places, lane by lane.
SABA_INLINE void store_interleaved(const v8 *pa, const v8 *pb, const v8 *pc, const v8 *pd,
                                   double *to) {
  v8 a = *pa, b = *pb, c = *pc, d = *pd;
  v8 ab0 = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  v8 ab1 = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  v8 cd0 = __builtin_shufflevector(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  v8 cd1 = __builtin_shufflevector(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  v8_anywhere *out = (v8_anywhere *)to;
  out[0] = __builtin_shufflevector(ab0, cd0, 0, 1, 8, 9, 2, 3, 10, 11);
  out[1] = __builtin_shufflevector(ab0, cd0, 4, 5, 12, 13, 6, 7, 14, 15);
  out[2] = __builtin_shufflevector(ab1, cd1, 0, 1, 8, 9, 2, 3, 10, 11);
  out[3] = __builtin_shufflevector(ab1, cd1, 4, 5, 12, 13, 6, 7, 14, 15);
}

/// The first stage: each place has factors of its own.
SABA_INLINE void first_stage(const double *xr, const double *xi, double *yr, double *yi,
                             const double *w, size_t m) {
  const size_t step = m;
  for (size_t p = 0; p < m; p += SABA_LANES) {
    const v8_anywhere *factor = (const v8_anywhere *)(w + p);
    v8 w1r = factor[0], w1i = *(const v8_anywhere *)(w + m + p);
    v8 w2r = *(const v8_anywhere *)(w + 2 * m + p), w2i = *(const v8_anywhere *)(w + 3 * m + p);
    v8 w3r = *(const v8_anywhere *)(w + 4 * m + p), w3i = *(const v8_anywhere *)(w + 5 * m + p);
    BUTTERFLY(v8, v8_anywhere, p, w1r, w1i, w2r, w2i, w3r, w3i)
    store_interleaved(&ar, &br, &cr, &dr, yr + 4 * p);
    store_interleaved(&ai, &bi, &ci, &di, yi + 4 * p);
  }
}

#define LATER_STAGE(V, ANYWHERE, LANES)                                                         \
  for (size_t p = 0; p < m; p++) {                                                              \
    const double w1r = w[p], w1i = w[m + p], w2r = w[2 * m + p], w2i = w[3 * m + p];            \
    const double w3r = w[4 * m + p], w3i = w[5 * m + p];                                        \
    for (size_t q = 0; q < s; q += LANES) {                                                     \
      BUTTERFLY(V, ANYWHERE, q + s * p, w1r, w1i, w2r, w2i, w3r, w3i)                           \
      double *to_r = yr + q + 4 * s * p, *to_i = yi + q + 4 * s * p;                            \
      *(ANYWHERE *)to_r = ar, *(ANYWHERE *)to_i = ai;                                           \
      *(ANYWHERE *)(to_r + s) = br, *(ANYWHERE *)(to_i + s) = bi;                               \
      *(ANYWHERE *)(to_r + 2 * s) = cr, *(ANYWHERE *)(to_i + 2 * s) = ci;                       \
      *(ANYWHERE *)(to_r + 3 * s) = dr, *(ANYWHERE *)(to_i + 3 * s) = di;                       \
    }                                                                                           \
  }

SABA_INLINE void later_stage(const double *xr, const double *xi, double *yr, double *yi,
                             const double *w, size_t m, size_t s) {
  const size_t step = s * m;
  if (s == 4) {
    LATER_STAGE(v4, v4_anywhere, 4)
  } else {
    LATER_STAGE(v8, v8_anywhere, 8)
  }
}

/// The last stage where the power of two is odd.
SABA_INLINE void stage_of_two(const double *xr, const double *xi, double *yr, double *yi,
                              size_t half) {
  for (size_t q = 0; q < half; q++) {
    double ar = xr[q], ai = xi[q], br = xr[q + half], bi = xi[q + half];
    yr[q] = ar + br, yi[q] = ai + bi;
    yr[q + half] = ar - br, yi[q + half] = ai - bi;
  }
}

SABA_MULTIVERSION
int saba_fourier(double *re, double *im, double *other_re, double *other_im,
                 const double *twiddles, size_t n) {
  double *xr = re, *xi = im, *yr = other_re, *yi = other_im;
  int stages = 0;
  for (size_t length = n, s = 1; length > 1; length /= 4, s *= 4, stages++) {
    size_t m = length / 4;
    if (length == 2) {
      stage_of_two(xr, xi, yr, yi, s);
    } else if (s == 1) {
      first_stage(xr, xi, yr, yi, twiddles, m);
    } else {
      later_stage(xr, xi, yr, yi, twiddles, m, s);
    }
    twiddles += 6 * m;
    double *tr = xr, *ti = xi;
    xr = yr, xi = yi, yr = tr, yi = ti;
  }
  return stages % 2;
}

SABA_MULTIVERSION
void saba_filter_even(const double *re, const double *im, const double *filter, size_t n,
                      double *to_re, double *to_im) {
  for (size_t i = 0; i < n; i++) {
    to_re[i] = re[i] * filter[i];
    to_im[i] = im[i] * filter[i];
  }
}

SABA_MULTIVERSION
void saba_filter_odd(const double *re, const double *im, const double *filter, size_t n,
                     double *to_re, double *to_im) {
  for (size_t i = 0; i < n; i++) {
    to_re[i] = -im[i] * filter[i];
    to_im[i] = re[i] * filter[i];
  }
}
