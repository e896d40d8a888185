// Log densities of a Gaussian mixture's components.
#include "CSabaKernels.h"
#include "multiversion.h"

// Samples are taken in lanes of 16: two AVX-512 or four AVX2 registers, enough independent sums to
// hide the latency of a multiply-add.
#define LANES 16

SABA_MULTIVERSION
void saba_mixture_log_densities(const double *samples, size_t n, size_t d, size_t k,
                                const double *means, const double *factors,
                                const double *constants, double *scratch, double *out) {
  double *transposed = scratch;
  double *centred = scratch + d * LANES;
  size_t packed = d * (d + 1) / 2;
  for (size_t start = 0; start < n; start += LANES) {
    size_t count = n - start < LANES ? n - start : LANES;
    for (size_t lane = 0; lane < LANES; lane++) {
      // The lanes past the last sample repeat it; their results are not stored.
      const double *row = samples + (start + (lane < count ? lane : count - 1)) * d;
      for (size_t j = 0; j < d; j++) transposed[j * LANES + lane] = row[j];
    }
    for (size_t c = 0; c < k; c++) {
      const double *mean = means + c * d;
      const double *factor = factors + c * packed;
      for (size_t j = 0; j < d; j++) {
        double mu = mean[j];
        for (size_t lane = 0; lane < LANES; lane++)
          centred[j * LANES + lane] = transposed[j * LANES + lane] - mu;
      }
      double squared[LANES] = {0};
      for (size_t i = 0; i < d; i++) {
        double sum[LANES] = {0};
        for (size_t j = 0; j <= i; j++) {
          double f = factor[j];
          for (size_t lane = 0; lane < LANES; lane++) sum[lane] += f * centred[j * LANES + lane];
        }
        factor += i + 1;
        for (size_t lane = 0; lane < LANES; lane++) squared[lane] += sum[lane] * sum[lane];
      }
      for (size_t lane = 0; lane < count; lane++)
        out[(start + lane) * k + c] = constants[c] - 0.5 * squared[lane];
    }
  }
}
