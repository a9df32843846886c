#include "base/temporary_name.hpp"

#include <unistd.h>

#include <atomic>
#include <string>

namespace shoal::detail {

std::filesystem::path temporary_sibling(const std::filesystem::path& path) {
  static std::atomic<unsigned> count{0};
  // Cut so that the longest legal name still has a legal temporary name (255 bytes).
  const std::string name = path.filename().string().substr(0, 200);
  return path.parent_path() / ("." + name + "." + std::to_string(getpid()) + "-" + std::to_string(++count) + ".part");
}

}  // namespace shoal::detail
