#include "base/process_status.hpp"

#include <fstream>
#include <string>

namespace shoal::detail {

std::optional<std::int64_t> kilobytes_line(const char* path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == ':') {
      return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
  }
  return std::nullopt;
}

}  // namespace shoal::detail
