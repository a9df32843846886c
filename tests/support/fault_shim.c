// Preloaded into the program: makes the n-th call of one kind fail, or every call from the n-th on.
//   FAULT_CALL  malloc, thread, open, read, write, rename or fsync
//   FAULT_AT    n, from 1; 0 counts alone
//   FAULT_ON    set: all later calls fail too
//   FAULT_COUNT a file that receives the number of calls at exit
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

static atomic_long calls;
static int ready, on;
static long at;
static const char* call;

static void look(void) {
  if (ready) return;
  ready = 1;
  call = getenv("FAULT_CALL");
  const char* text = getenv("FAULT_AT");
  at = text ? atol(text) : 0;
  on = getenv("FAULT_ON") != NULL;
}

// Whether this call is to fail.
static int fails(const char* kind) {
  look();
  if (!call || strcmp(call, kind) != 0) return 0;
  const long n = atomic_fetch_add(&calls, 1) + 1;
  return at > 0 && (n == at || (on && n > at));
}

__attribute__((destructor)) static void report(void) {
  const char* path = getenv("FAULT_COUNT");
  if (!path) return;
  char text[32];
  const int size = snprintf(text, sizeof text, "%ld\n", atomic_load(&calls));
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0) syscall(SYS_write, file, text, (size_t)size);
}

void _exit(int status) {
  report();
  syscall(SYS_exit_group, status);
  __builtin_unreachable();
}

static void* none(void) {
  errno = ENOMEM;
  return NULL;
}

void* malloc(size_t size) { return fails("malloc") ? none() : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails("malloc") ? none() : __libc_calloc(count, size); }
void* realloc(void* block, size_t size) { return fails("malloc") ? none() : __libc_realloc(block, size); }
void* memalign(size_t alignment, size_t size) { return fails("malloc") ? none() : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument) {
  return fails("thread") ? EAGAIN : NEXT(pthread_create)(thread, attributes, run, argument);
}

static int opened(const char* path, int flags, va_list rest) {
  const int mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, int) : 0;
  if (fails("open")) {
    errno = EMFILE;
    return -1;
  }
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int file = opened(path, flags, rest);
  va_end(rest);
  return file;
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int file = opened(path, flags | O_LARGEFILE, rest);
  va_end(rest);
  return file;
}
FILE* fopen(const char* path, const char* mode) {
  if (!fails("open")) return NEXT(fopen)(path, mode);
  errno = EMFILE;
  return NULL;
}
FILE* fopen64(const char* path, const char* mode) {
  if (!fails("open")) return NEXT(fopen64)(path, mode);
  errno = EMFILE;
  return NULL;
}

static ssize_t failed(int error) {
  errno = error;
  return -1;
}
ssize_t read(int file, void* bytes, size_t size) {
  return fails("read") ? failed(EIO) : syscall(SYS_read, file, bytes, size);
}
ssize_t write(int file, const void* bytes, size_t size) {
  return fails("write") ? failed(ENOSPC) : syscall(SYS_write, file, bytes, size);
}
ssize_t writev(int file, const struct iovec* parts, int count) {
  return fails("write") ? failed(ENOSPC) : syscall(SYS_writev, file, parts, count);
}
int rename(const char* from, const char* to) {
  return fails("rename") ? (int)failed(EACCES) : NEXT(rename)(from, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  return fails("rename") ? (int)failed(EACCES)
                         : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}
int fsync(int file) { return fails("fsync") ? (int)failed(EIO) : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return fails("fsync") ? (int)failed(EIO) : (int)syscall(SYS_fdatasync, file); }
