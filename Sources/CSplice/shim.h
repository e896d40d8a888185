#ifndef SABA_CSPLICE_SHIM_H
#define SABA_CSPLICE_SHIM_H
#include <errno.h>
#include <stddef.h>

#ifdef __linux__
#include <sys/sendfile.h>
// The system's headers show these to GNU programs only, which Swift is none of.
extern long splice(int, long long *, int, long long *, size_t, unsigned int);
extern int memfd_create(const char *, unsigned int);
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

/// Makes a file that is in memory alone and goes when it is closed. -1 where the system cannot.
static inline int saba_memory_file(void) {
#ifdef __linux__
  const unsigned int close_on_exec = 1;
  return memfd_create("saba-output", close_on_exec);
#else
  errno = EINVAL;
  return -1;
#endif
}

/// Moves bytes from a file at an offset into a pipe, and the offset with them, within the kernel: at no
/// moment, not even if the process is killed, is one moved and not the other. EINVAL where the system
/// cannot.
static inline long saba_send(int file, long *offset, int pipe, size_t count) {
#ifdef __linux__
  return sendfile(pipe, file, offset, count);
#else
  (void)file, (void)offset, (void)pipe, (void)count;
  errno = EINVAL;
  return -1;
#endif
}
#endif
