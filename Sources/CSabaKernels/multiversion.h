// Each kernel is plain C that the compiler vectorises. It is compiled for several instruction sets
// and the right one is chosen when the program is loaded, so that no compiler flag is needed.
#ifndef SABA_MULTIVERSION_H
#define SABA_MULTIVERSION_H
#if defined(__x86_64__) && defined(__linux__)
#define SABA_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SABA_MULTIVERSION
#endif
#endif
