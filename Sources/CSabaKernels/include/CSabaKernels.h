#ifndef CSABAKERNELS_H
#define CSABAKERNELS_H
#include <stddef.h>
#include <stdint.h>

// A block holds up to SABA_LARGEST_BLOCK samples in groups of eight lanes, a sample a lane:
// samples [count/8][d][8], rounded up; results of components [k × stride], with the sample
// running fastest. Lanes past the last sample repeat it. Every group begins at a multiple of 64
// bytes: so do blocks, and the stride is a multiple of 8.

/// The most samples of a block.
#define SABA_LARGEST_BLOCK 256

/// The logarithm of 2⁻⁶⁰. Shares below it are taken as 0: next to 1 they are lost in rounding.
#define SABA_LOWEST_SHARE (-41.588830833596718565)

/// Replaces each of the n values by e to its power; largest error 2 ulp.
void saba_exp(double *values, size_t n);

/// Takes count ≥ 1 row-major samples [count × d] into a block.
void saba_load_block(const double *rows, size_t count, size_t d, double *samples);

/// For each sample: the logarithm of the sum of e^joint over k components; and, unless NULL, the
/// share of each in the sum, 0 below 2⁻⁶⁰ and in lanes past the last sample. −∞ and no shares where
/// all are −∞. joint is finite or −∞.
void saba_log_sum_exp(const double *joint, size_t count, size_t k, size_t stride,
                      double *log_densities, double *responsibilities);

// Log densities of components: joint = constants[c] − q/2 with q the squared distance below; −∞
// where q overflows. Triangular factors are packed in panels of four rows, column after column
// within the panel, and full squares on the diagonal; the last panel has the rows left.

/// q = |F_c·(x − means[c])|², F_c triangular.
void saba_density_full(const double *samples, size_t count, size_t d, size_t k,
                       const double *means, const double *factors, const double *constants,
                       double *joint, size_t stride);

/// The same for one sample, in the first lane of a block: the rows of a factor side by side take an
/// eighth of the time of lanes. Sets the first lane of joint alone; scratch holds d numbers.
void saba_density_full_one(const double *sample, size_t d, size_t k, const double *means,
                           const double *factors, const double *constants, double *scratch,
                           double *joint, size_t stride);

/// q = |F·(x − centre) − whitened_means[c]|², F triangular; scratch holds 8·d numbers.
void saba_density_tied(const double *samples, size_t count, size_t d, size_t k,
                       const double *centre, const double *factor, const double *whitened_means,
                       const double *constants, double *scratch, double *joint, size_t stride);

/// q = Σ ((x_j − means[c,j])·scales[c,j])².
void saba_density_diagonal(const double *samples, size_t count, size_t d, size_t k,
                           const double *means, const double *scales, const double *constants,
                           double *joint, size_t stride);

/// q = |x − means[c]|²·precisions[c].
void saba_density_spherical(const double *samples, size_t count, size_t d, size_t k,
                            const double *means, const double *precisions,
                            const double *constants, double *joint, size_t stride);

/// One component: q = Σ precisions[a]·y_a² + noise_precision·|x − mean − U·y|², y = Uᵀ(x − mean).
/// The directions Uᵀ [rank × d] and the basis U [d × rank] are packed in panels of four rows, column
/// after column; scratch holds 8·rank numbers.
void saba_density_low_rank(const double *samples, size_t count, size_t d, size_t rank,
                           const double *mean, const double *directions, const double *basis,
                           const double *precisions, double noise_precision, double constant,
                           double *scratch, double *joint);

/// Residuals e = (x − mean) of the last d of p + d numbers less the weights [d × p] times (x − mean) of
/// the first p, and q = |F·e|², F triangular [d × d]; weights and F in panels as above. Residuals are
/// laid out like samples of d numbers; both results fill whole groups.
void saba_residuals(const double *samples, size_t count, size_t p, size_t d, const double *mean,
                    const double *weights, const double *factor, double *residuals,
                    double *distances);

// Moments: each adds to weights Σr [k] and first Σr·(x − c_k) [k × d], and to second:

/// Σr·(x − c_k)(x − c_k)ᵀ, k lower triangles, row after row.
void saba_moments_full(const double *samples, size_t count, size_t d, size_t k,
                       const double *responsibilities, size_t stride, const double *centres,
                       double *weights, double *first, double *second);

/// Σr·(x − centre)(x − centre)ᵀ over all components, one lower triangle, row after row; and
/// Σr·(x − centre) to shared_first [d].
void saba_moments_tied(const double *samples, size_t count, size_t d, size_t k,
                       const double *responsibilities, size_t stride, const double *centres,
                       const double *centre, double *weights, double *first,
                       double *shared_first, double *second);

/// Σr·(x_j − c_kj)² [k × d].
void saba_moments_diagonal(const double *samples, size_t count, size_t d, size_t k,
                           const double *responsibilities, size_t stride, const double *centres,
                           double *weights, double *first, double *second);

// The Fourier transform of n complex numbers, n a power of two and at least 64, real and imaginary
// parts in arrays of their own.

/// Transforms (re, im), with as much space in (other_re, other_im). The result is in the former where
/// 0 is returned, in the latter where 1 is. With re and im exchanged throughout it is the inverse,
/// but for the factor 1/n. Twiddles: for each length L = n, n/4 … above 2, six rows of L/4: the
/// real and the imaginary parts of e^(−2πi·p/L), of its square, and of its cube.
int saba_fourier(double *re, double *im, double *other_re, double *other_im,
                 const double *twiddles, size_t n);

/// Multiplies each number by a real one.
void saba_filter_even(const double *re, const double *im, const double *filter, size_t n,
                      double *to_re, double *to_im);

/// Multiplies each number by an imaginary one.
void saba_filter_odd(const double *re, const double *im, const double *filter, size_t n,
                     double *to_re, double *to_im);

// Local regression on a grid of n points. Weighted: values are the products of observations and
// weights; weights NULL means that all are 1. Values and weights have eight readable numbers past
// the last. Fitted values are NaN where a window has no weight. Windows are the `window` points
// around a place, odd, shifted inwards at the ends; all points and a greater radius where n is less.

/// Fits at the given places alone, each with the window of another, its own unless it differs.
void saba_loess(const double *values, const double *weights, size_t n, size_t window, int degree,
                const uint32_t *places, const uint32_t *windows, size_t count, double *fitted);

/// Fits at count places from `first` on, from their sums Σw·x^k, Σw·x^k·y (rows 2k and 2k + 1, x in
/// radii); `full` has the former of a window of full weight, `least` the least deviation of x for a
/// slope, `scale` what values were divided by. Returns the number of doubtful places, where little weight is left or stands to one side:
/// there the sums have lost digits.
size_t saba_loess_from_sums(const double *sums, size_t stride, size_t count, int degree,
                            const double *full, double least, double scale, uint32_t first,
                            double *fitted, uint32_t *doubtful);

/// Fits many series at one place each, `at` from −1 to n, with the window of `place`: values
/// [n × stride], series side by side. Scratch holds 2·n numbers.
void saba_loess_side_by_side(const double *values, const double *weights, size_t stride,
                             size_t series, size_t n, size_t window, int degree, ptrdiff_t at,
                             ptrdiff_t place, double *scratch, double *fitted);

#endif
