// Vectorised exponentials.
#include "CSabaKernels.h"
#include "multiversion.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

// e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2. ln 2 is split in two so that r is
// good to the last bit; the Taylor polynomial of degree 13 is good to 1e-17 relative on that range.
// Below −708 the result is 0 (no subnormals), above 709 it is +∞.
static inline __attribute__((always_inline)) double exp_one(double x) {
  const double shift = 0x1.8p52;
  double clamped = x < -708.0 ? -708.0 : (x > 709.0 ? 709.0 : x);
  double rounded = clamped * 1.4426950408889634074 + shift;
  uint64_t bits;
  memcpy(&bits, &rounded, sizeof bits);
  double n = rounded - shift;
  double r = clamped - n * 6.93147180369123816490e-01;
  r -= n * 1.90821492927058770002e-10;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  uint64_t scale = (bits + 1023) << 52;
  double power;
  memcpy(&power, &scale, sizeof power);
  double result = p * power;
  result = x < -708.0 ? 0.0 : result;
  return x > 709.0 ? INFINITY : result;
}

SABA_MULTIVERSION
void saba_exp(double *values, size_t n) {
  for (size_t i = 0; i < n; i++) values[i] = exp_one(values[i]);
}

SABA_MULTIVERSION
void saba_log_sum_exp_rows(double *x, size_t n, size_t k, double *out) {
  for (size_t i = 0; i < n; i++) {
    double *row = x + i * k;
    double largest = -INFINITY;
    for (size_t j = 0; j < k; j++) largest = row[j] > largest ? row[j] : largest;
    if (largest == -INFINITY) {
      for (size_t j = 0; j < k; j++) row[j] = 0;
      out[i] = -INFINITY;
      continue;
    }
    double sum = 0;
    for (size_t j = 0; j < k; j++) {
      row[j] = exp_one(row[j] - largest);
      sum += row[j];
    }
    double inverse = 1 / sum;
    for (size_t j = 0; j < k; j++) row[j] *= inverse;
    out[i] = largest + log(sum);
  }
}
