// Each kernel is plain C that the compiler vectorises. It is compiled for several instruction sets
// and the right one is chosen when the program is loaded, so that no compiler flag is needed.
#ifndef SABA_MULTIVERSION_H
#define SABA_MULTIVERSION_H

// The thread sanitizer's hooks in the functions that choose run before the sanitizer itself does, and
// crash: its builds make do with the one for every processor.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SABA_THREAD_SANITIZER
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(SABA_THREAD_SANITIZER)
#define SABA_HAS_VERSIONS
#endif

#ifdef SABA_HAS_VERSIONS
#define SABA_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SABA_MULTIVERSION
#endif

// A kernel whose shape depends on the registers: DEFINITION(tile) is the function for tiles of so
// many rows and columns of eight lanes. Sixteen sums fit only where a register holds eight.
#ifdef SABA_HAS_VERSIONS
#define SABA_BY_TILE(DEFINITION)                                                              \
  __attribute__((target("avx512f,avx512dq,avx512vl,fma"))) DEFINITION(4)                      \
  __attribute__((target("avx2,fma"))) DEFINITION(2)                                           \
  __attribute__((target("default"))) DEFINITION(2)
#else
#define SABA_BY_TILE(DEFINITION) DEFINITION(2)
#endif
#endif
