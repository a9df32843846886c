// Lines of /proc/self/status and /proc/meminfo.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace shoal::detail {

/// A "Key:   123 kB" line of a file in bytes; nothing where it is absent.
std::optional<std::int64_t> kilobytes_line(const char* path, std::string_view key);

inline std::optional<std::int64_t> process_bytes(std::string_view key) {
  return kilobytes_line("/proc/self/status", key);
}
inline std::optional<std::int64_t> machine_bytes(std::string_view key) { return kilobytes_line("/proc/meminfo", key); }

}  // namespace shoal::detail
