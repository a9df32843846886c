// Preloaded into a program (LD_PRELOAD). Counts its calls of one kind and does something at the n-th of them.
//   SHIM_KIND   malloc, thread, open, read, write, rename, fsync; or changes: every call that may change a file or folder
//   SHIM_AT     n, from 1; without it the calls are counted alone
//   SHIM_DO     fail: the call fails, the default; fail-on: all later ones too; kill: the process is killed before the call, a write()
//               after half of its bytes; a number: the calling thread gets that signal, and makes the call if it survives
//   SHIM_COUNT  a file that receives the number of calls at exit
//   SHIM_LOG    a file that receives the name of each call when it is made
//   SHIM_SLEEP  microseconds that pass before every rename
//   SHIM_PID    what getpid() says, as in containers
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

enum action { nothing, failing, killing };

static atomic_long calls;
static long at;
static const char *kind, *action = "fail";

static long number_in(const char* name) {
  const char* text = getenv(name);
  return text ? atol(text) : 0;
}

// Not in a constructor: other libraries' may come first.
static void look(void) {
  static int ready;
  if (ready) return;
  ready = 1;
  kind = getenv("SHIM_KIND");
  at = number_in("SHIM_AT");
  if (getenv("SHIM_DO")) action = getenv("SHIM_DO");
}

static void append(const char* path, int flags, const char* text) {
  if (!path) return;
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | flags, 0644);
  if (file < 0) return;
  syscall(SYS_write, file, text, strlen(text));
  syscall(SYS_close, file);
}

// What is to happen at this call; a signal has been sent already.
static enum action reached(const char* name, int change) {
  look();
  if (!kind || !(strcmp(kind, "changes") == 0 ? change : strcmp(kind, name) == 0)) return nothing;
  const long n = atomic_fetch_add(&calls, 1) + 1;
  if (getenv("SHIM_LOG")) {
    char line[32];
    snprintf(line, sizeof line, "%s\n", name);
    append(getenv("SHIM_LOG"), O_APPEND, line);
  }
  if (at == 0 || n < at) return nothing;
  if (strcmp(action, "fail-on") == 0) return failing;
  if (n > at) return nothing;
  if (strcmp(action, "fail") == 0) return failing;
  if (strcmp(action, "kill") == 0) return killing;
  syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), atoi(action));  // there before the call goes on
  return nothing;
}

static void die(void) {
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) pause();
}

static int fails(const char* name, int change) {
  const enum action what = reached(name, change);
  if (what == killing) die();
  return what == failing;
}

__attribute__((destructor)) static void report(void) {
  char text[32];
  snprintf(text, sizeof text, "%ld\n", atomic_load(&calls));
  append(getenv("SHIM_COUNT"), O_TRUNC, text);
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

void* malloc(size_t size) { return fails("malloc", 0) ? none() : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails("malloc", 0) ? none() : __libc_calloc(count, size); }
void* realloc(void* block, size_t size) { return fails("malloc", 0) ? none() : __libc_realloc(block, size); }
void* memalign(size_t alignment, size_t size) {
  return fails("malloc", 0) ? none() : __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument) {
  return fails("thread", 0) ? EAGAIN : NEXT(pthread_create)(thread, attributes, run, argument);
}

static int failed(int error) {
  errno = error;
  return -1;
}

static int opened(const char* path, int flags, va_list rest) {
  const int makes = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
  const int mode = makes ? va_arg(rest, int) : 0;
  return fails("open", makes) ? failed(EMFILE) : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
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
  if (!fails("open", 0)) return NEXT(fopen)(path, mode);
  errno = EMFILE;
  return NULL;
}
FILE* fopen64(const char* path, const char* mode) {
  if (!fails("open", 0)) return NEXT(fopen64)(path, mode);
  errno = EMFILE;
  return NULL;
}

ssize_t read(int file, void* bytes, size_t size) {
  return fails("read", 0) ? failed(EIO) : syscall(SYS_read, file, bytes, size);
}
ssize_t write(int file, const void* bytes, size_t size) {
  const enum action what = reached("write", 1);
  if (what == failing) return failed(ENOSPC);
  const ssize_t written = syscall(SYS_write, file, bytes, what == killing ? size / 2 : size);
  if (what == killing) die();
  return written;
}
ssize_t writev(int file, const struct iovec* parts, int count) {
  return fails("write", 1) ? failed(ENOSPC) : syscall(SYS_writev, file, parts, count);
}
int rename(const char* from, const char* to) {
  if (number_in("SHIM_SLEEP")) usleep((useconds_t)number_in("SHIM_SLEEP"));
  return fails("rename", 1) ? failed(EACCES) : NEXT(rename)(from, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  return fails("rename", 1) ? failed(EACCES)
                            : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}
int fsync(int file) { return fails("fsync", 1) ? failed(EIO) : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return fails("fsync", 1) ? failed(EIO) : (int)syscall(SYS_fdatasync, file); }

int unlink(const char* path) { return fails("unlink", 1) ? failed(EIO) : NEXT(unlink)(path); }
int unlinkat(int folder, const char* path, int flags) {
  return fails("unlinkat", 1) ? failed(EIO) : NEXT(unlinkat)(folder, path, flags);
}
int remove(const char* path) { return fails("remove", 1) ? failed(EIO) : NEXT(remove)(path); }
int rmdir(const char* path) { return fails("rmdir", 1) ? failed(EIO) : NEXT(rmdir)(path); }
int mkdir(const char* path, mode_t mode) { return fails("mkdir", 1) ? failed(EIO) : NEXT(mkdir)(path, mode); }
int ftruncate(int file, off_t length) { return fails("ftruncate", 1) ? failed(EIO) : NEXT(ftruncate)(file, length); }

pid_t getpid(void) { return (pid_t)(number_in("SHIM_PID") ? number_in("SHIM_PID") : syscall(SYS_getpid)); }
