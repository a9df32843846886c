#include "base/temporary_name.hpp"

#include <unistd.h>

#include <atomic>
#include <iterator>
#include <string>

namespace shoal::detail {

std::filesystem::path temporary_sibling(const std::filesystem::path& path) {
  static std::atomic<unsigned> count{0};
  // Cut so that the longest legal name still has a legal temporary name (255 bytes).
  const std::string name = path.filename().string().substr(0, 200);
  return path.parent_path() / ("." + name + "." + std::to_string(getpid()) + "-" + std::to_string(++count) + ".part");
}

std::filesystem::path without_staging(const std::filesystem::path& path) {
  std::filesystem::path shown;
  for (auto part = path.begin(); part != path.end(); ++part) {
    const auto next = std::next(part);
    const bool temporary = part->string().starts_with('.') && part->extension() == ".part";
    if (temporary && next != path.end() && *next == k_staged_folder) {
      part = next;
    } else {
      shown /= *part;
    }
  }
  return shown;
}

}  // namespace shoal::detail
