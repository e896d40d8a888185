// Blocks of samples: from rows to lanes.
#include "CSabaKernels.h"
#include "multiversion.h"
#include "vectors.h"

SABA_MULTIVERSION
void saba_load_block(const double *rows, size_t count, size_t d, double *samples) {
  for (size_t start = 0; start < count; start += SABA_LANES) {
    const double *row[SABA_LANES];
    for (size_t lane = 0; lane < SABA_LANES; lane++) {
      size_t index = start + lane < count ? start + lane : count - 1;
      row[lane] = rows + index * d;
    }
    v8 *group = (v8 *)(samples + start * d);
    for (size_t j = 0; j < d; j++)
      group[j] = (v8){row[0][j], row[1][j], row[2][j], row[3][j],
                      row[4][j], row[5][j], row[6][j], row[7][j]};
  }
}
