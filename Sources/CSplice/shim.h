#ifndef SABA_CSPLICE_SHIM_H
#define SABA_CSPLICE_SHIM_H
#include <errno.h>
#include <stddef.h>

#ifdef __linux__
// <fcntl.h> shows it to GNU programs only, which Swift is none of.
extern long splice(int, long long *, int, long long *, size_t, unsigned int);
#endif

/// Moves bytes from a pipe into a file at an offset, within the kernel: at no moment, not even if the
/// process is killed, are they in neither or in both. EINVAL where the system cannot.
static inline long saba_splice(int pipe, int file, long long offset, size_t count) {
#ifdef __linux__
  return splice(pipe, NULL, file, &offset, count, 0);
#else
  (void)pipe, (void)file, (void)offset, (void)count;
  errno = EINVAL;
  return -1;
#endif
}
#endif
