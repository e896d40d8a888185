// Moments of a block of samples about fixed points, weighted with responsibilities.
//
// Products are summed over lanes, sixteen sums at a time, and across lanes only once a block.
// Groups of lanes in which a component has no share cost it nothing.
#include "CSabaKernels.h"
#include "multiversion.h"
#include "vectors.h"

/// The groups of a block in which some responsibility is not 0; returns how many.
SABA_INLINE size_t find_shares(const double *shares, size_t count, uint32_t *groups) {
  size_t found = 0;
  for (size_t i = 0; i < count; i += SABA_LANES) {
    u8 some = (u8)(*(const v8 *)(shares + i) != V8_ALL(0));
    uint64_t any = 0;
    SABA_UNROLL for (int lane = 0; lane < SABA_LANES; lane++) any |= some[lane];
    groups[found] = (uint32_t)(i / SABA_LANES);
    found += any != 0;
  }
  return found;
}

SABA_INLINE double sum_shares(const double *shares, size_t count) {
  v8 sum = V8_ALL(0);
  for (size_t i = 0; i < count; i += SABA_LANES) sum += *(const v8 *)(shares + i);
  v8 all[8] = {sum};
  v8_sums(all, &sum);
  return sum[0];
}

/// Σ share·(x_i − c_i)(x_j − c_j) for r rows i and a tile of columns j, added to packed rows.
SABA_INLINE void add_rectangle(const int tile, const int r, const double *samples, size_t d,
                               const uint32_t *groups, size_t found, const double *shares,
                               const double *centre, size_t i0, size_t j0, double *packed) {
  v8 sums[16];
  SABA_UNROLL for (int a = 0; a < 16; a++) sums[a] = V8_ALL(0);
  for (size_t g = 0; g < found; g++) {
    const v8 *x = (const v8 *)(samples + groups[g] * SABA_LANES * d);
    v8 share = ((const v8 *)shares)[groups[g]];
    v8 left[4];
    SABA_UNROLL for (int a = 0; a < r; a++) left[a] = (x[i0 + a] - centre[i0 + a]) * share;
    SABA_UNROLL for (int b = 0; b < tile; b++) {
      v8 right = x[j0 + b] - centre[j0 + b];
      SABA_UNROLL for (int a = 0; a < r; a++) sums[tile * a + b] += left[a] * right;
    }
  }
  v8 totals[2];
  v8_sums(sums, totals);
  if (tile * r > 8) v8_sums(sums + 8, totals + 1);
  SABA_UNROLL for (int a = 0; a < r; a++) {
    double *row = packed + (i0 + a) * (i0 + a + 1) / 2 + j0;
    SABA_UNROLL for (int b = 0; b < tile; b++) {
      int at = tile * a + b;
      row[b] += totals[at / 8][at % 8];
    }
  }
}

/// The same for a square on the diagonal, its lower triangle alone; and Σ share·(x_i − c_i).
SABA_INLINE void add_triangle(const int r, const double *samples, size_t d,
                              const uint32_t *groups, size_t found, const double *shares,
                              const double *centre, size_t i0, double *first, double *packed) {
  const int firsts = r * (r + 1) / 2;
  v8 sums[16];
  SABA_UNROLL for (int a = 0; a < 16; a++) sums[a] = V8_ALL(0);
  for (size_t g = 0; g < found; g++) {
    const v8 *x = (const v8 *)(samples + groups[g] * SABA_LANES * d);
    v8 share = ((const v8 *)shares)[groups[g]];
    v8 left[4], right[4];
    SABA_UNROLL for (int a = 0; a < r; a++) {
      right[a] = x[i0 + a] - centre[i0 + a];
      left[a] = right[a] * share;
      sums[firsts + a] += left[a];
      SABA_UNROLL for (int b = 0; b <= a; b++) sums[a * (a + 1) / 2 + b] += left[a] * right[b];
    }
  }
  v8 totals[2];
  v8_sums(sums, totals);
  if (firsts + r > 8) v8_sums(sums + 8, totals + 1);
  SABA_UNROLL for (int a = 0; a < r; a++) {
    double *row = packed + (i0 + a) * (i0 + a + 1) / 2 + i0;
    SABA_UNROLL for (int b = 0; b <= a; b++) {
      int at = a * (a + 1) / 2 + b;
      row[b] += totals[at / 8][at % 8];
    }
    first[i0 + a] += totals[(firsts + a) / 8][(firsts + a) % 8];
  }
}

/// Of r rows from i0, all that is on and below the diagonal.
SABA_INLINE void add_rows(const int tile, const int r, const double *samples, size_t d,
                          const uint32_t *groups, size_t found, const double *shares,
                          const double *centre, size_t i0, double *first, double *packed) {
  for (size_t j = 0; j < i0; j += tile)
    add_rectangle(tile, r, samples, d, groups, found, shares, centre, i0, j, packed);
  add_triangle(r, samples, d, groups, found, shares, centre, i0, first, packed);
}

SABA_INLINE void add_second(const int tile, const double *samples, size_t count, size_t d,
                            const double *shares, const double *centre, double *first,
                            double *packed) {
  uint32_t groups[SABA_LARGEST_BLOCK / SABA_LANES];
  size_t found = find_shares(shares, count, groups);
  if (found == 0) return;
  size_t i = 0;
  for (; i + tile <= d; i += tile)
    add_rows(tile, tile, samples, d, groups, found, shares, centre, i, first, packed);
  size_t left = d - i;
  if (left == 1) add_rows(tile, 1, samples, d, groups, found, shares, centre, i, first, packed);
  if (tile == 2) return;
  if (left == 2) add_rows(tile, 2, samples, d, groups, found, shares, centre, i, first, packed);
  if (left == 3) add_rows(tile, 3, samples, d, groups, found, shares, centre, i, first, packed);
}

/// Σ share·(x_j − c_j), and with squares Σ share·(x_j − c_j)², of r columns.
SABA_INLINE void add_columns(const int r, const int squares, const double *samples, size_t d,
                             const uint32_t *groups, size_t found, const double *shares,
                             const double *centre, size_t j0, double *first, double *second) {
  v8 sums[8];
  SABA_UNROLL for (int a = 0; a < 8; a++) sums[a] = V8_ALL(0);
  for (size_t g = 0; g < found; g++) {
    const v8 *x = (const v8 *)(samples + groups[g] * SABA_LANES * d);
    v8 share = ((const v8 *)shares)[groups[g]];
    SABA_UNROLL for (int a = 0; a < r; a++) {
      v8 difference = x[j0 + a] - centre[j0 + a];
      v8 weighted = difference * share;
      sums[a] += weighted;
      if (squares) sums[4 + a] += weighted * difference;
    }
  }
  v8 totals;
  v8_sums(sums, &totals);
  SABA_UNROLL for (int a = 0; a < r; a++) {
    first[j0 + a] += totals[a];
    if (squares) second[j0 + a] += totals[4 + a];
  }
}

SABA_INLINE void add_all_columns(const int tile, const int squares, const double *samples,
                                 size_t count, size_t d, const double *shares,
                                 const double *centre, double *first, double *second) {
  uint32_t groups[SABA_LARGEST_BLOCK / SABA_LANES];
  size_t found = find_shares(shares, count, groups);
  if (found == 0) return;
  size_t j = 0;
  for (; j + tile <= d; j += tile)
    add_columns(tile, squares, samples, d, groups, found, shares, centre, j, first, second);
  for (; j < d; j++)
    add_columns(1, squares, samples, d, groups, found, shares, centre, j, first, second);
}

#define FULL(tile)                                                                               static void full(const double *samples, size_t count, size_t d, size_t k,                                       const double *responsibilities, size_t stride, const double *centres,                          double *weights, double *first, double *second) {                               for (size_t c = 0; c < k; c++) {                                                                 const double *shares = responsibilities + c * stride;                                          weights[c] += sum_shares(shares, count);                                                       add_second(tile, samples, count, d, shares, centres + c * d, first + c * d,                               second + c * (d * (d + 1) / 2));                                                  }                                                                                            }
SABA_BY_TILE(FULL)

void saba_moments_full(const double *samples, size_t count, size_t d, size_t k,
                       const double *responsibilities, size_t stride, const double *centres,
                       double *weights, double *first, double *second) {
  full(samples, count, d, k, responsibilities, stride, centres, weights, first, second);
}

#define DIAGONAL(tile)                                                                           static void diagonal(const double *samples, size_t count, size_t d, size_t k,                                       const double *responsibilities, size_t stride, const double *centres,                          double *weights, double *first, double *second) {                           for (size_t c = 0; c < k; c++) {                                                                 const double *shares = responsibilities + c * stride;                                          weights[c] += sum_shares(shares, count);                                                       add_all_columns(tile, 1, samples, count, d, shares, centres + c * d, first + c * d,                            second + c * d);                                                             }                                                                                            }
SABA_BY_TILE(DIAGONAL)

void saba_moments_diagonal(const double *samples, size_t count, size_t d, size_t k,
                           const double *responsibilities, size_t stride, const double *centres,
                           double *weights, double *first, double *second) {
  diagonal(samples, count, d, k, responsibilities, stride, centres, weights, first, second);
}

#define TIED(tile)                                                                               static void tied(const double *samples, size_t count, size_t d, size_t k,                                       const double *responsibilities, size_t stride, const double *centres,                          const double *centre, double *weights, double *first,                                          double *shared_first, double *second) {                                         v8 shares[SABA_LARGEST_BLOCK / SABA_LANES];                                                    for (size_t i = 0; i < count; i += SABA_LANES) {                                                 v8 sum = V8_ALL(0);                                                                            for (size_t c = 0; c < k; c++) sum += *(const v8 *)(responsibilities + c * stride + i);        shares[i / SABA_LANES] = sum;                                                                }                                                                                              for (size_t c = 0; c < k; c++) {                                                                 const double *own = responsibilities + c * stride;                                             weights[c] += sum_shares(own, count);                                                          add_all_columns(tile, 0, samples, count, d, own, centres + c * d, first + c * d, NULL);      }                                                                                              add_second(tile, samples, count, d, (const double *)shares, centre, shared_first, second);   }
SABA_BY_TILE(TIED)

void saba_moments_tied(const double *samples, size_t count, size_t d, size_t k,
                       const double *responsibilities, size_t stride, const double *centres,
                       const double *centre, double *weights, double *first,
                       double *shared_first, double *second) {
  tied(samples, count, d, k, responsibilities, stride, centres, centre, weights, first,
       shared_first, second);
}
