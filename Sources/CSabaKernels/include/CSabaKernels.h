#ifndef CSABAKERNELS_H
#define CSABAKERNELS_H
#include <stddef.h>

/// Replaces each of the n values by e to its power; largest error 2 ulp.
void saba_exp(double *values, size_t n);

/// For each row of the row-major [n × k] matrix x: out = log Σⱼ e^xⱼ, and x becomes e^(xⱼ − out).
/// A row of −∞ gives out = −∞ and a row of zeros. Values are finite or −∞.
void saba_log_sum_exp_rows(double *x, size_t n, size_t k, double *out);

#endif
