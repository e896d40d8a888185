// Eight doubles at a time, by the compiler's vector extension: one AVX-512 register, two of AVX2,
// four of SSE2 or NEON. Blocks of samples are laid out in groups of eight lanes, a sample a lane.
#ifndef SABA_VECTORS_H
#define SABA_VECTORS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define SABA_LANES 8

typedef double v8 __attribute__((vector_size(64)));
typedef uint64_t u8 __attribute__((vector_size(64)));
// Eight doubles anywhere, not only at a multiple of 64 bytes.
typedef double v8_anywhere __attribute__((vector_size(64), aligned(8)));
typedef double v4_anywhere __attribute__((vector_size(32), aligned(8)));

// Inlined into each version of a kernel, so that constant arguments shape its code.
#define SABA_INLINE static inline __attribute__((always_inline))
#define SABA_UNROLL _Pragma("clang loop unroll(full)")

// Vectors are not passed by value: how they are passed depends on the instruction set.
#define V8_ALL(x) ((v8){(x), (x), (x), (x), (x), (x), (x), (x)})

/// Lanes of a where the mask, a comparison's result, is set, of b elsewhere.
#define V8_SELECT(mask, a, b) ((v8)(((u8)(a) & (u8)(mask)) | ((u8)(b) & ~(u8)(mask))))

/// The sums over lanes of eight vectors, in their order.
SABA_INLINE void v8_sums(const v8 *a, v8 *sums) {
  v8 pairs[4], quads[2];
  SABA_UNROLL for (int i = 0; i < 4; i++) {
    v8 x = a[2 * i], y = a[2 * i + 1];
    pairs[i] = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14) +
               __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  SABA_UNROLL for (int i = 0; i < 2; i++) {
    v8 x = pairs[2 * i], y = pairs[2 * i + 1];
    quads[i] = __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13) +
               __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  *sums = __builtin_shufflevector(quads[0], quads[1], 0, 1, 2, 3, 8, 9, 10, 11) +
          __builtin_shufflevector(quads[0], quads[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

/// Replaces x by e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2. ln 2 is split in two so that r is
/// good to the last bit; the Taylor polynomial of degree 13 is good to 1e-17 relative on that range.
/// Largest error 2 ulp. 0 below the lowest x, which is at least −708 (no subnormals); x ≤ 709.
SABA_INLINE void v8_exp(v8 *x, double lowest) {
  const double shift = 0x1.8p52;
  u8 low = (u8)(*x < V8_ALL(lowest));
  v8 clamped = V8_SELECT(low, V8_ALL(lowest), *x);
  v8 rounded = clamped * 1.4426950408889634074 + shift;
  v8 n = rounded - shift;
  v8 r = clamped - n * 6.93147180369123816490e-01;
  r -= n * 1.90821492927058770002e-10;
  v8 p = V8_ALL(1.0 / 6227020800.0);
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
  v8 power = (v8)(((u8)rounded + 1023) << 52);
  *x = (v8)((u8)(p * power) & ~low);
}

/// Replaces x by log x = n·ln 2 + log m with m in [√½, √2), and log m = f − f²/2 + s·(f²/2 + R(s²)) with
/// f = m − 1, s = f / (2 + f) and R a minimax polynomial, as in Sun's fdlibm. Largest error 2 ulp.
/// x is positive, finite and normal.
SABA_INLINE void v8_log(v8 *x) {
  u8 bits = (u8)*x;
  u8 exponent = (bits + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd)) >> 52;
  v8 f = (v8)(bits - ((exponent - 1023) << 52)) - 1.0;
  v8 n = (v8)(exponent | 0x4330000000000000) - (0x1p52 + 1023);
  v8 s = f / (f + 2.0);
  v8 z = s * s;
  v8 p = V8_ALL(1.479819860511658591e-01);
  p = p * z + 1.531383769920937332e-01;
  p = p * z + 1.818357216161805012e-01;
  p = p * z + 2.222219843214978396e-01;
  p = p * z + 2.857142874366239149e-01;
  p = p * z + 3.999999999940941908e-01;
  p = p * z + 6.666666666666735130e-01;
  v8 half = 0.5 * f * f;
  v8 small = s * (half + p * z) + n * 1.90821492927058770002e-10;
  *x = n * 6.93147180369123816490e-01 - ((half - small) - f);
}

#endif
