// What the kernel's control groups (containers, job schedulers) leave to this process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace shoal::detail {

/// Bytes below the tightest memory limit of this process's control group and its ancestors; nothing without a limit.
/// Reads version 2 (`memory.max`) and version 1 (`memory.limit_in_bytes`). `proc` is /proc/self, `sys` the mount point
/// /sys/fs/cgroup; tests give others.
std::optional<std::int64_t> control_group_free_memory(const std::filesystem::path& proc,
                                                      const std::filesystem::path& sys);

/// Processors' worth of time per second that the tightest `cpu.max` (or `cpu.cfs_quota_us`) allows; nothing without.
std::optional<double> control_group_processors(const std::filesystem::path& proc, const std::filesystem::path& sys);

}  // namespace shoal::detail
