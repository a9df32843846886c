// Writes that outlast a power cut.
#pragma once

#include <filesystem>
#include <vector>

namespace shoal::detail {

/// fsync() of an open file. Pipes, devices and file systems that cannot are left as they are; false with errno for a failure.
bool sync(int descriptor);

/// fsync() of all files and folders, at once: a journalling file system then commits them together, which takes a tenth of
/// the time of one after the other. Error{data} with the path.
void sync_all(const std::vector<std::filesystem::path>& paths);

/// The folder that holds `path`, as far as its file system can: what was renamed stays renamed.
void sync_folder_of(const std::filesystem::path& path);

}  // namespace shoal::detail
