// Log densities of a Gaussian mixture's components, for a block of samples.
//
// A triangular or rectangular matrix is taken in panels of four rows: four independent sums over a
// group of lanes, each number of the matrix broadcast to all lanes, each sample read once a panel.
// Differences from the mean are taken afresh in each panel; that is cheaper than to store them.
#include "CSabaKernels.h"
#include "multiversion.h"
#include "vectors.h"

/// Adds to the sums of r rows the products with the columns from `from` to `to`; r numbers a column
/// stand together. Of a triangle's columns the first row of which is `from`, rows above are left out.
SABA_INLINE const double *add_columns(const int r, const int triangular, const v8 *x,
                                      const double *mean, const double *factor, size_t from,
                                      size_t to, v8 *sums) {
  if (triangular) {
    SABA_UNROLL for (int j = 0; j < r; j++, factor += r) {
      v8 difference = x[from + j] - mean[from + j];
      SABA_UNROLL for (int i = j; i < r; i++) sums[i] += factor[i] * difference;
    }
    return factor;
  }
  for (size_t j = from; j < to; j++, factor += r) {
    v8 difference = x[j] - mean[j];
    SABA_UNROLL for (int i = 0; i < r; i++) sums[i] += factor[i] * difference;
  }
  return factor;
}

/// Rows from `row` of the triangular factor, times the difference from the mean.
SABA_INLINE const double *triangle_panel(const int r, const v8 *x, const double *mean,
                                         const double *factor, size_t row, v8 *sums) {
  SABA_UNROLL for (int i = 0; i < r; i++) sums[i] = V8_ALL(0);
  factor = add_columns(r, 0, x, mean, factor, 0, row, sums);
  return add_columns(r, 1, x, mean, factor, row, row + r, sums);
}

/// constant − q/2; −∞ where q overflowed, by way of ∞ − ∞ too.
SABA_INLINE void store_log_density(double constant, const v8 *q, double *to) {
  v8 result = constant - 0.5 * *q;
  *(v8 *)to = V8_SELECT(result == result, result, V8_ALL(-INFINITY));
}

SABA_INLINE const double *triangle_squares(const int r, const v8 *x, const double *mean,
                                           const double *factor, size_t row, v8 *squares) {
  v8 sums[4];
  factor = triangle_panel(r, x, mean, factor, row, sums);
  SABA_UNROLL for (int i = 0; i < r; i++) *squares += sums[i] * sums[i];
  return factor;
}

SABA_MULTIVERSION
void saba_density_full(const double *samples, size_t count, size_t d, size_t k,
                       const double *means, const double *factors, const double *constants,
                       double *joint, size_t stride) {
  size_t left = d % 4;
  size_t whole = d - left;
  size_t packed = whole * (whole + 4) / 2 + left * d;
  for (size_t c = 0; c < k; c++) {
    const double *mean = means + c * d;
    for (size_t i = 0; i < count; i += SABA_LANES) {
      const v8 *x = (const v8 *)(samples + i * d);
      const double *factor = factors + c * packed;
      v8 squares = V8_ALL(0);
      for (size_t row = 0; row < whole; row += 4)
        factor = triangle_squares(4, x, mean, factor, row, &squares);
      switch (left) {
        case 1: triangle_squares(1, x, mean, factor, whole, &squares); break;
        case 2: triangle_squares(2, x, mean, factor, whole, &squares); break;
        case 3: triangle_squares(3, x, mean, factor, whole, &squares); break;
      }
      store_log_density(constants[c], &squares, joint + c * stride + i);
    }
  }
}

/// The squares of the last r rows of a triangular factor of which d columns are left over, by one
/// sample's differences; r numbers a column.
SABA_INLINE double last_rows(const int r, const double *difference, const double *factor, size_t d) {
  // Four sums a row, so that none need wait for the one before.
  double sums[4][4] = {{0}};
  size_t j = 0;
  for (; j + 4 <= d; j += 4)
    SABA_UNROLL for (int a = 0; a < 4; a++)
      SABA_UNROLL for (int i = 0; i < r; i++)
        sums[i][a] += factor[(j + a) * r + i] * difference[j + a];
  for (; j < d; j++)
    SABA_UNROLL for (int i = 0; i < r; i++) sums[i][0] += factor[j * r + i] * difference[j];
  double squares = 0;
  SABA_UNROLL for (int i = 0; i < r; i++) {
    double sum = (sums[i][0] + sums[i][1]) + (sums[i][2] + sums[i][3]);
    squares += sum * sum;
  }
  return squares;
}

SABA_MULTIVERSION
void saba_density_full_one(const double *sample, size_t d, size_t k, const double *means,
                           const double *factors, const double *constants, double *scratch,
                           double *joint, size_t stride) {
  size_t left = d % 4;
  size_t whole = d - left;
  const double *factor = factors;
  for (size_t c = 0; c < k; c++) {
    for (size_t j = 0; j < d; j++) scratch[j] = sample[j * SABA_LANES] - means[c * d + j];
    v4_anywhere squares = {0, 0, 0, 0};
    for (size_t row = 0; row < whole; row += 4) {
      v4_anywhere sums[4] = {{0, 0, 0, 0}};
      for (size_t j = 0; j < row + 4; j += 4, factor += 16)
        SABA_UNROLL for (int a = 0; a < 4; a++)
          sums[a] += *(const v4_anywhere *)(factor + 4 * a) * scratch[j + a];
      v4_anywhere sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
      squares += sum * sum;
    }
    double q = (squares[0] + squares[1]) + (squares[2] + squares[3]);
    switch (left) {
      case 1: q += last_rows(1, scratch, factor, d); break;
      case 2: q += last_rows(2, scratch, factor, d); break;
      case 3: q += last_rows(3, scratch, factor, d); break;
    }
    factor += left * d;
    double result = constants[c] - 0.5 * q;
    joint[c * stride] = result == result ? result : -INFINITY;
  }
}

SABA_INLINE const double *whiten_panel(const int r, const v8 *x, const double *mean,
                                       const double *factor, size_t row, v8 *whitened) {
  v8 sums[4];
  factor = triangle_panel(r, x, mean, factor, row, sums);
  SABA_UNROLL for (int i = 0; i < r; i++) whitened[row + i] = sums[i];
  return factor;
}

/// |x − mean|², or with a scale for each difference.
SABA_INLINE void squared_distance(const int scaled, const v8 *x, const double *mean,
                                  const double *scale, size_t d, v8 *square) {
  // Four sums, so that none need wait for the one before.
  v8 sums[4] = {V8_ALL(0), V8_ALL(0), V8_ALL(0), V8_ALL(0)};
  size_t whole = d - d % 4;
  for (size_t j = 0; j < whole; j += 4) {
    SABA_UNROLL for (int a = 0; a < 4; a++) {
      v8 difference = x[j + a] - mean[j + a];
      if (scaled) difference *= scale[j + a];
      sums[a] += difference * difference;
    }
  }
  for (size_t j = whole; j < d; j++) {
    v8 difference = x[j] - mean[j];
    if (scaled) difference *= scale[j];
    sums[0] += difference * difference;
  }
  *square = (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

SABA_MULTIVERSION
void saba_density_tied(const double *samples, size_t count, size_t d, size_t k,
                       const double *centre, const double *factor, const double *whitened_means,
                       const double *constants, double *scratch, double *joint, size_t stride) {
  v8 *whitened = (v8 *)scratch;
  size_t left = d % 4;
  size_t whole = d - left;
  for (size_t i = 0; i < count; i += SABA_LANES) {
    const v8 *x = (const v8 *)(samples + i * d);
    const double *next = factor;
    for (size_t row = 0; row < whole; row += 4)
      next = whiten_panel(4, x, centre, next, row, whitened);
    switch (left) {
      case 1: whiten_panel(1, x, centre, next, whole, whitened); break;
      case 2: whiten_panel(2, x, centre, next, whole, whitened); break;
      case 3: whiten_panel(3, x, centre, next, whole, whitened); break;
    }
    for (size_t c = 0; c < k; c++) {
      v8 squares;
      squared_distance(0, whitened, whitened_means + c * d, NULL, d, &squares);
      store_log_density(constants[c], &squares, joint + c * stride + i);
    }
  }
}

SABA_MULTIVERSION
void saba_density_diagonal(const double *samples, size_t count, size_t d, size_t k,
                           const double *means, const double *scales, const double *constants,
                           double *joint, size_t stride) {
  for (size_t c = 0; c < k; c++) {
    const double *mean = means + c * d;
    const double *scale = scales + c * d;
    for (size_t i = 0; i < count; i += SABA_LANES) {
      const v8 *x = (const v8 *)(samples + i * d);
      v8 squares;
      squared_distance(1, x, mean, scale, d, &squares);
      store_log_density(constants[c], &squares, joint + c * stride + i);
    }
  }
}

SABA_MULTIVERSION
void saba_density_spherical(const double *samples, size_t count, size_t d, size_t k,
                            const double *means, const double *precisions,
                            const double *constants, double *joint, size_t stride) {
  for (size_t c = 0; c < k; c++) {
    for (size_t i = 0; i < count; i += SABA_LANES) {
      const v8 *x = (const v8 *)(samples + i * d);
      v8 squares;
      squared_distance(0, x, means + c * d, NULL, d, &squares);
      squares *= precisions[c];
      store_log_density(constants[c], &squares, joint + c * stride + i);
    }
  }
}

/// The parts along r directions, to parts, and the squares of these times the precisions there.
SABA_INLINE const double *project(const int r, const v8 *x, const double *mean, size_t d,
                                  const double *directions, const double *precisions, v8 *parts,
                                  v8 *squares) {
  v8 sums[4];
  SABA_UNROLL for (int i = 0; i < r; i++) sums[i] = V8_ALL(0);
  directions = add_columns(r, 0, x, mean, directions, 0, d, sums);
  SABA_UNROLL for (int i = 0; i < r; i++) {
    parts[i] = sums[i];
    *squares += sums[i] * sums[i] * precisions[i];
  }
  return directions;
}

/// The squares of what the directions leave over of r metrics' differences.
SABA_INLINE const double *leave_over(const int r, const v8 *x, const double *mean, size_t rank,
                                     const double *basis, const v8 *parts, v8 *squares) {
  v8 rest[4];
  SABA_UNROLL for (int i = 0; i < r; i++) rest[i] = x[i] - mean[i];
  for (size_t a = 0; a < rank; a++, basis += r)
    SABA_UNROLL for (int i = 0; i < r; i++) rest[i] -= basis[i] * parts[a];
  SABA_UNROLL for (int i = 0; i < r; i++) *squares += rest[i] * rest[i];
  return basis;
}

SABA_MULTIVERSION
void saba_density_low_rank(const double *samples, size_t count, size_t d, size_t rank,
                           const double *mean, const double *directions, const double *basis,
                           const double *precisions, double noise_precision, double constant,
                           double *scratch, double *joint) {
  v8 *parts = (v8 *)scratch;
  size_t a4 = rank - rank % 4;
  size_t j4 = d - d % 4;
  for (size_t i = 0; i < count; i += SABA_LANES) {
    const v8 *x = (const v8 *)(samples + i * d);
    v8 along = V8_ALL(0);
    const double *next = directions;
    for (size_t a = 0; a < a4; a += 4)
      next = project(4, x, mean, d, next, precisions + a, parts + a, &along);
    switch (rank - a4) {
      case 1: project(1, x, mean, d, next, precisions + a4, parts + a4, &along); break;
      case 2: project(2, x, mean, d, next, precisions + a4, parts + a4, &along); break;
      case 3: project(3, x, mean, d, next, precisions + a4, parts + a4, &along); break;
    }
    v8 across = V8_ALL(0);
    next = basis;
    for (size_t j = 0; j < j4; j += 4)
      next = leave_over(4, x + j, mean + j, rank, next, parts, &across);
    switch (d - j4) {
      case 1: leave_over(1, x + j4, mean + j4, rank, next, parts, &across); break;
      case 2: leave_over(2, x + j4, mean + j4, rank, next, parts, &across); break;
      case 3: leave_over(3, x + j4, mean + j4, rank, next, parts, &across); break;
    }
    v8 q = along + across * noise_precision;
    store_log_density(constant, &q, joint + i);
  }
}

/// Rows from `row` of what a rectangle of weights leaves: x − mean of the last numbers, less the weights
/// times that of the p first ones.
SABA_INLINE const double *residual_panel(const int r, const v8 *x, const double *mean,
                                         const double *weights, size_t p, size_t row,
                                         v8 *residuals) {
  v8 sums[4];
  SABA_UNROLL for (int i = 0; i < r; i++) sums[i] = V8_ALL(0);
  weights = add_columns(r, 0, x, mean, weights, 0, p, sums);
  SABA_UNROLL for (int i = 0; i < r; i++)
    residuals[row + i] = (x[p + row + i] - mean[p + row + i]) - sums[i];
  return weights;
}

/// Adds the squares of r rows of a triangular factor times a vector.
SABA_INLINE const double *product_squares(const int r, const v8 *x, const double *factor,
                                          size_t row, v8 *squares) {
  v8 sums[4];
  SABA_UNROLL for (int i = 0; i < r; i++) sums[i] = V8_ALL(0);
  for (size_t j = 0; j < row; j++, factor += r)
    SABA_UNROLL for (int i = 0; i < r; i++) sums[i] += factor[i] * x[j];
  SABA_UNROLL for (int j = 0; j < r; j++, factor += r)
    SABA_UNROLL for (int i = j; i < r; i++) sums[i] += factor[i] * x[row + j];
  SABA_UNROLL for (int i = 0; i < r; i++) *squares += sums[i] * sums[i];
  return factor;
}

SABA_MULTIVERSION
void saba_residuals(const double *samples, size_t count, size_t p, size_t d, const double *mean,
                    const double *weights, const double *factor, double *residuals,
                    double *distances) {
  size_t left = d % 4;
  size_t whole = d - left;
  for (size_t i = 0; i < count; i += SABA_LANES) {
    const v8 *x = (const v8 *)(samples + i * (p + d));
    v8 *e = (v8 *)(residuals + i * d);
    const double *next = weights;
    for (size_t row = 0; row < whole; row += 4)
      next = residual_panel(4, x, mean, next, p, row, e);
    switch (left) {
      case 1: residual_panel(1, x, mean, next, p, whole, e); break;
      case 2: residual_panel(2, x, mean, next, p, whole, e); break;
      case 3: residual_panel(3, x, mean, next, p, whole, e); break;
    }
    v8 squares = V8_ALL(0);
    next = factor;
    for (size_t row = 0; row < whole; row += 4)
      next = product_squares(4, e, next, row, &squares);
    switch (left) {
      case 1: product_squares(1, e, next, whole, &squares); break;
      case 2: product_squares(2, e, next, whole, &squares); break;
      case 3: product_squares(3, e, next, whole, &squares); break;
    }
    *(v8 *)(distances + i) = squares;
  }
}
