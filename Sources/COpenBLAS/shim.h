// BLAS through cblas.h and LAPACK through lapack.h's prototypes. libopenblas holds both, so that
// liblapacke is needed for its headers only and nothing but OpenBLAS is loaded at run time.
#ifndef SABA_COPENBLAS_SHIM_H
#define SABA_COPENBLAS_SHIM_H
#include <cblas.h>
#include <lapack.h>
#endif
