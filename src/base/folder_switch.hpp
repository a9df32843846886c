// How staged files become those of a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shoal/manifest.hpp"

namespace shoal::detail {

/// The names below a folder of its own that are used while files are put into place.
inline constexpr const char* k_old_folder = "old";

/// The entry of a manifest for `file`.
ManifestFile entry_of(const std::string& path, const std::filesystem::path& file);

struct FolderSwitch {
  std::filesystem::path folder;
  std::filesystem::path staging;   ///< a folder inside it; its sub-folder k_staged_folder holds the new files
  Manifest there;                  ///< what the folder holds of shoal
  std::vector<std::string> names;  ///< staged, in the order in which they are put into place
  bool whole = true;               ///< files of `there` that were not staged go
};

/// Error{usage} when something that is not shoal's stands where `name` is to go, or the place cannot be written.
/// Else what stands there.
Standing refuse_foreign(const std::filesystem::path& folder, const Manifest& there, const std::string& name);

/// Flushes the staged files to the disk, puts a manifest with `id` into place and then the files, and flushes the folders.
/// Returns the manifest. When a step fails, what was there comes back, and the error is thrown.
Manifest put_into_place(const FolderSwitch& change, const std::string& id);

}  // namespace shoal::detail
