#include "base/staging.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/file_errors.hpp"
#include "base/lock.hpp"
#include "base/temporary_name.hpp"

namespace shoal::detail {

StagingFolder::StagingFolder(const std::filesystem::path& parent) {
  const std::filesystem::path stem = parent / "shoal";
  remove_dead_siblings(stem);
  while (true) {
    path_ = temporary_sibling(stem);
    if (mkdir(path_.c_str(), 0700) != 0) throw_file_error("write into", parent, errno);
    lock_ = Descriptor(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock_ && errno != ENOENT) {
      const int number = errno;
      ::rmdir(path_.c_str());
      throw_file_error("write into", parent, number);
    }
    // Another process may have taken it for a dead one's before the lock was there, and removed it.
    if (lock_ && try_lock(lock_.number()) != Lock::busy && is_at(lock_.number(), path_)) return;
  }
}

StagingFolder::~StagingFolder() {
  if (!lock_) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shoal::detail
