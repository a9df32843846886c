#include "base/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <string>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/temporary_name.hpp"

namespace shoal::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::time_t k_day = 24 * 60 * 60;

bool is_dead(int descriptor) {
  struct stat found {};
  if (fstat(descriptor, &found) != 0 || !(S_ISREG(found.st_mode) || S_ISDIR(found.st_mode))) return false;
  const Lock lock = try_lock(descriptor);
  return lock == Lock::held || (lock == Lock::unknown && found.st_mtime + k_day < std::time(nullptr));
}

}  // namespace

Lock try_lock(int descriptor) {
  int failed = 0;
  do {
    failed = flock(descriptor, LOCK_EX | LOCK_NB);
  } while (failed != 0 && errno == EINTR);
  if (failed == 0) return Lock::held;
  return errno == EWOULDBLOCK ? Lock::busy : Lock::unknown;
}

bool is_at(int descriptor, const fs::path& path) {
  struct stat open {
  }, there{};
  return fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &there) == 0 && open.st_dev == there.st_dev &&
         open.st_ino == there.st_ino;
}

void remove_dead_siblings(const fs::path& path) {
  std::error_code failed;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (!is_temporary_of(entry->path().filename().string(), path)) continue;
    // Held until it is gone: a process that has just made it takes another name when it cannot have the lock.
    const Descriptor leftover(::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::error_code ignored;
    if (leftover && is_dead(leftover.number())) fs::remove_all(entry->path(), ignored);
  }
}

}  // namespace shoal::detail
