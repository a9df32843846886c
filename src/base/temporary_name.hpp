#pragma once

#include <filesystem>

namespace shoal::detail {

/// A hidden name beside `path` that no other call of this process returns and that carries the process id.
std::filesystem::path temporary_sibling(const std::filesystem::path& path);

/// Where files of a folder wait for its commit(): the sub-folder "new" of a temporary_sibling().
inline constexpr const char* k_staged_folder = "new";

/// The path as the user gave it: without the folder in which its file waits.
std::filesystem::path without_staging(const std::filesystem::path& path);

}  // namespace shoal::detail
