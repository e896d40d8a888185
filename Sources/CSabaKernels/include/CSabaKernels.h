#ifndef CSABAKERNELS_H
#define CSABAKERNELS_H
#include <stddef.h>

/// Replaces each of the n values by e to its power; largest error 2 ulp.
void saba_exp(double *values, size_t n);

/// For each row of the row-major [n × k] matrix x: out = log Σⱼ e^xⱼ, and x becomes e^(xⱼ − out).
/// A row of −∞ gives out = −∞ and a row of zeros. Values are finite or −∞.
void saba_log_sum_exp_rows(double *x, size_t n, size_t k, double *out);

/// Weighted log densities of n samples [n × d] under each of k Gaussian components, to out [n × k]:
/// constants[c] − ½·|F_c·(x − means[c])|², with means [k × d] and F_c the inverse Cholesky factor of
/// the covariance, its lower triangle packed row after row, d·(d+1)/2 numbers a component.
/// scratch holds 32·d numbers.
void saba_mixture_log_densities(const double *samples, size_t n, size_t d, size_t k,
                                const double *means, const double *factors,
                                const double *constants, double *scratch, double *out);

#endif
