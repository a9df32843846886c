#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "base/control_group.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

/// A "Key:   123 kB" line of /proc/meminfo or /proc/self/status in bytes; -1 when absent.
std::int64_t kilobytes_line(const char* path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == ':') {
      return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
  }
  return -1;
}

}  // namespace

std::int64_t peak_memory_bytes() {
  // Not ru_maxrss first: it starts from what the parent used before exec.
  if (const std::int64_t peak = kilobytes_line("/proc/self/status", "VmHWM"); peak >= 0) return peak;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

std::int64_t available_memory_bytes() {
  std::int64_t bytes = kilobytes_line("/proc/meminfo", "MemAvailable");
  if (bytes < 0) bytes = static_cast<std::int64_t>(sysconf(_SC_AVPHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  if (const auto group = detail::control_group_free_memory("/proc/self", "/sys/fs/cgroup")) {
    bytes = std::min(bytes, *group);
  }
  return bytes;
}

}  // namespace shoal
