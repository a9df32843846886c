// Paths that lead to one file.
#pragma once

#include <filesystem>

namespace shoal::app {

/// Whether both paths lead to the same file or folder, however they are written, through links too. Standard input, and what is not
/// there, is the same as nothing.
inline bool same_file(const std::filesystem::path& one, const std::filesystem::path& other) {
  if (one.empty() || other.empty() || one == "-" || other == "-") return false;
  std::error_code failed;
  return std::filesystem::equivalent(one, other, failed) && !failed;
}

}  // namespace shoal::app
