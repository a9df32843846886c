/* Preloaded into a command (LD_PRELOAD). Counts the calls that change files: KILL_LOG names a file that gets a line for each; at call number
 * KILL_AT the process is killed before the call, a write() after half of its bytes; with KILL_WITH it gets that signal instead and
 * makes the call if it survives; with FAIL_AT the call fails with EIO instead.
 * KILL_SLEEP microseconds pass before every rename. EQUAL_PID is what getpid() says, as in containers. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int count;

static int number_in(const char* name) {
  const char* text = getenv(name);
  return text ? atoi(text) : 0;
}

static void note(const char* name) {
  const char* path = getenv("KILL_LOG");
  if (!path) return;
  int log = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  char line[32];
  size_t length = strlen(name);
  memcpy(line, name, length);
  line[length] = '\n';
  syscall(SYS_write, log, line, length + 1);
  syscall(SYS_close, log);
}

static void die(void) {
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) pause();
}

/* 1: this call is the one. */
static int reached(const char* name) {
  note(name);
  if (++count != number_in("KILL_AT")) return 0;
  const int with = number_in("KILL_WITH");
  if (!with) return 1;
  syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), with); /* to this thread: it is there before the call goes on */
  return 0;
}

static int fails(void) {
  if (count != number_in("FAIL_AT") || count == 0) return 0;
  errno = EIO;
  return 1;
}

#define REAL(result, name, ...)                                                   \
  static result (*real)(__VA_ARGS__);                                             \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);               \
  if (reached(name)) die();                                                       \
  if (fails()) return -1;

int rename(const char* from, const char* to) {
  if (number_in("KILL_SLEEP")) usleep(number_in("KILL_SLEEP"));
  REAL(int, "rename", const char*, const char*)
  return real(from, to);
}
int fsync(int file) {
  REAL(int, "fsync", int)
  return real(file);
}
int unlink(const char* path) {
  REAL(int, "unlink", const char*)
  return real(path);
}
int unlinkat(int folder, const char* path, int flags) {
  REAL(int, "unlinkat", int, const char*, int)
  return real(folder, path, flags);
}
int remove(const char* path) {
  REAL(int, "remove", const char*)
  return real(path);
}
int rmdir(const char* path) {
  REAL(int, "rmdir", const char*)
  return real(path);
}
int mkdir(const char* path, mode_t mode) {
  REAL(int, "mkdir", const char*, mode_t)
  return real(path, mode);
}
int ftruncate(int file, off_t length) {
  REAL(int, "ftruncate", int, off_t)
  return real(file, length);
}

ssize_t write(int file, const void* bytes, size_t length) {
  static ssize_t (*real)(int, const void*, size_t);
  if (!real) real = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  if (reached("write")) {
    real(file, bytes, length / 2);
    die();
  }
  if (fails()) return -1;
  return real(file, bytes, length);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  static int (*real)(const char*, int, mode_t);
  if (!real) real = (int (*)(const char*, int, mode_t))dlsym(RTLD_NEXT, "open");
  if (flags & O_CREAT) {
    if (reached("open")) die();
    if (fails()) return -1;
  }
  return real(path, flags, mode);
}

pid_t getpid(void) { return number_in("EQUAL_PID") ? number_in("EQUAL_PID") : syscall(SYS_getpid); }
