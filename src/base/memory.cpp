#include "shoal/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "base/control_group.hpp"
#include "base/process_status.hpp"

namespace shoal {

std::int64_t peak_memory_bytes() {
  // Not ru_maxrss first: it starts from what the parent used before exec.
  if (const auto peak = detail::process_bytes("VmHWM")) return *peak;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

std::int64_t available_memory_bytes() {
  const std::int64_t free_pages = static_cast<std::int64_t>(sysconf(_SC_AVPHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  const std::int64_t bytes = detail::machine_bytes("MemAvailable").value_or(free_pages);
  return std::min(bytes, detail::control_group_free_memory("/proc/self", "/sys/fs/cgroup").value_or(bytes));
}

}  // namespace shoal
