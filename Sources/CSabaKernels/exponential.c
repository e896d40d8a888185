// Vectorised exponentials, and their sums.
#include "CSabaKernels.h"
#include "multiversion.h"
#include "vectors.h"

SABA_INLINE void exp_everywhere(v8 *x) {
  u8 high = (u8)(*x > V8_ALL(709.0));
  u8 none = (u8)(*x != *x);
  v8 result = V8_SELECT(high, V8_ALL(709.0), *x);
  v8_exp(&result, -708.0);
  result = V8_SELECT(high, V8_ALL(INFINITY), result);
  *x = V8_SELECT(none, *x, result);
}

SABA_MULTIVERSION
void saba_exp(double *values, size_t n) {
  size_t i = 0;
  for (; i + SABA_LANES <= n; i += SABA_LANES) {
    v8 x = *(v8_anywhere *)(values + i);
    exp_everywhere(&x);
    *(v8_anywhere *)(values + i) = x;
  }
  if (i == n) return;
  v8 rest = V8_ALL(0);
  for (size_t lane = 0; i + lane < n; lane++) rest[lane] = values[i + lane];
  exp_everywhere(&rest);
  for (size_t lane = 0; i + lane < n; lane++) values[i + lane] = rest[lane];
}

SABA_MULTIVERSION
void saba_log_sum_exp(const double *joint, size_t count, size_t k, size_t stride,
                      double *log_densities, double *responsibilities) {
  for (size_t i = 0; i < count; i += SABA_LANES) {
    v8 largest = V8_ALL(-INFINITY);
    for (size_t c = 0; c < k; c++) {
      v8 x = *(const v8 *)(joint + c * stride + i);
      largest = V8_SELECT(x > largest, x, largest);
    }
    // Where all are −∞, differences from any finite number are −∞ too, and the sum is 0.
    u8 none = (u8)(largest == V8_ALL(-INFINITY));
    v8 base = V8_SELECT(none, V8_ALL(0), largest);
    v8 total = V8_ALL(0);
    for (size_t c = 0; c < k; c++) {
      v8 share = *(const v8 *)(joint + c * stride + i) - base;
      v8_exp(&share, SABA_LOWEST_SHARE);
      total += share;
      if (responsibilities) *(v8 *)(responsibilities + c * stride + i) = share;
    }
    total = V8_SELECT(none, V8_ALL(1), total);
    v8 logarithm = total;
    v8_log(&logarithm);
    *(v8 *)(log_densities + i) = largest + logarithm;
    if (!responsibilities) continue;
    v8 inverse = 1.0 / total;
    // Lanes past the last sample count for nothing.
    for (size_t lane = 0; lane < SABA_LANES; lane++)
      if (i + lane >= count) inverse[lane] = 0;
    for (size_t c = 0; c < k; c++) *(v8 *)(responsibilities + c * stride + i) *= inverse;
  }
}
