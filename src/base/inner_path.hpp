#pragma once

#include <string_view>

namespace shoal::detail {

/// Whether a path is plain names with "/" between them, so that it cannot lead out of the folder that it starts from.
inline bool is_inner_path(std::string_view path) {
  while (true) {
    const std::size_t end = path.find('/');
    const std::string_view name = path.substr(0, end);
    if (name.empty() || name == "." || name == ".." || name.find('\0') != std::string_view::npos) return false;
    if (end == std::string_view::npos) return true;
    path.remove_prefix(end + 1);
  }
}

}  // namespace shoal::detail
