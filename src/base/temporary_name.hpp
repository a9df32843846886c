#pragma once

#include <filesystem>

namespace shoal::detail {

/// A hidden name beside `path` that no other call of this process returns and that carries the process id.
std::filesystem::path temporary_sibling(const std::filesystem::path& path);

}  // namespace shoal::detail
