// Who is at work on a file or folder: locks of the kernel, which end with their process and know no process numbers.
#pragma once

#include <cstdint>
#include <filesystem>

namespace shoal::detail {

enum class Lock : std::uint8_t {
  held,     ///< by us now
  busy,     ///< by another
  unknown,  ///< the file system knows no locks
};

/// flock() on an open file or folder, without waiting.
Lock try_lock(int descriptor);

/// Whether the path still leads to what is open: it may have been removed or replaced before the lock was there.
bool is_at(int descriptor, const std::filesystem::path& path);

/// Removes what dead processes left beside `path` under its temporary names: files and folders that nobody has locked. Where
/// there are no locks, those that are older than a day. Symbolic links are left alone. Never throws for a file.
void remove_dead_siblings(const std::filesystem::path& path);

}  // namespace shoal::detail
