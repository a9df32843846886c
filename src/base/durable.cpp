#include "base/durable.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>

#include "base/descriptor.hpp"
#include "base/file_errors.hpp"

namespace shoal::detail {
namespace {

namespace fs = std::filesystem;

/// They wait for the disk, not for a processor.
constexpr std::size_t k_most_threads = 16;

/// 0, or the errno of what failed.
int sync_path(const fs::path& path) {
  const Descriptor open(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return open && sync(open.number()) ? 0 : errno;
}

}  // namespace

bool sync(int descriptor) {
  int failed = 0;
  do {
    failed = fsync(descriptor);
  } while (failed != 0 && errno == EINTR);
  return failed == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

void sync_all(const std::vector<fs::path>& paths) {
  std::vector<int> failures(paths.size(), 0);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < paths.size(); i = next++) failures[i] = sync_path(paths[i]);
  };
  std::vector<std::jthread> others;
  try {
    while (others.size() + 1 < std::min(paths.size(), k_most_threads)) others.emplace_back(work);
  } catch (const std::system_error&) {
    // No more threads are to be had: those that there are do it all.
  }
  work();
  others.clear();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    // One after the other where not so many may be open at once.
    if (failures[i] == EMFILE || failures[i] == ENFILE) failures[i] = sync_path(paths[i]);
    if (failures[i] != 0) throw_file_error("write", paths[i], failures[i]);
  }
}

void sync_folder_of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  sync_path(folder);
}

}  // namespace shoal::detail
