#include "base/control_group.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace shoal::detail {
namespace {

namespace fs = std::filesystem;

struct Groups {
  fs::path unified;              ///< folder of version 2
  fs::path memory, cpu;          ///< folders of version 1; empty where that controller is not mounted
  fs::path memory_top, cpu_top;  ///< where going up ends
};

bool lists(const std::string& controllers, const std::string& wanted) {
  std::stringstream list(controllers);
  for (std::string one; std::getline(list, one, ',');) {
    if (one == wanted) return true;
  }
  return false;
}

/// Inside a container the path in /proc/self/cgroup may be the host's and not exist below the mount point: the mount
/// point itself is then the group.
fs::path folder_of(const fs::path& mount, const std::string& path) {
  std::error_code ignored;
  const fs::path inside = mount / fs::path(path).relative_path();
  return fs::is_directory(inside, ignored) ? inside : mount;
}

Groups find_groups(const fs::path& proc, const fs::path& sys) {
  Groups groups;
  std::ifstream file(proc / "cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1);
    if (controllers.empty()) groups.unified = folder_of(sys, path);
    if (lists(controllers, "memory")) groups.memory = folder_of(groups.memory_top = sys / "memory", path);
    if (lists(controllers, "cpu")) groups.cpu = folder_of(groups.cpu_top = sys / "cpu", path);
  }
  return groups;
}

/// The folder and its ancestors up to `top`.
std::vector<fs::path> upwards(fs::path folder, const fs::path& top) {
  std::vector<fs::path> all;
  while (!folder.empty()) {
    all.push_back(folder);
    if (folder == top || folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return all;
}

/// The first number of a one-line file; nothing for "max" or a missing file.
std::optional<std::int64_t> number_in(const fs::path& path) {
  std::ifstream file(path);
  std::int64_t value = 0;
  if (file >> value) return value;
  return std::nullopt;
}

/// Reclaimable page cache that the group's usage counts although nothing would miss it.
std::int64_t inactive_file_bytes(const fs::path& folder) {
  std::ifstream file(folder / "memory.stat");
  std::string key;
  for (std::int64_t value = 0; file >> key >> value;) {
    if (key == "total_inactive_file" || key == "inactive_file") return value;
  }
  return 0;
}

/// `unlimited` is what version 1 writes for no limit: a number near 2^63.
constexpr std::int64_t k_unlimited = std::int64_t{1} << 60;

void lower_to_group(std::optional<std::int64_t>& least, const fs::path& folder, const char* limit_file,
                    const char* usage_file) {
  const auto limit = number_in(folder / limit_file);
  if (!limit || *limit >= k_unlimited) return;
  const std::int64_t used = number_in(folder / usage_file).value_or(0) - inactive_file_bytes(folder);
  const std::int64_t left = std::max<std::int64_t>(0, *limit - std::max<std::int64_t>(0, used));
  least = std::min(left, least.value_or(std::numeric_limits<std::int64_t>::max()));
}

void lower_to(std::optional<double>& least, std::int64_t quota, std::int64_t period) {
  if (quota <= 0 || period <= 0) return;
  const double processors = static_cast<double>(quota) / static_cast<double>(period);
  least = std::min(processors, least.value_or(processors));
}

}  // namespace

std::optional<std::int64_t> control_group_free_memory(const fs::path& proc, const fs::path& sys) {
  const Groups groups = find_groups(proc, sys);
  std::optional<std::int64_t> least;
  for (const fs::path& folder : upwards(groups.unified, sys)) {
    lower_to_group(least, folder, "memory.max", "memory.current");
  }
  for (const fs::path& folder : upwards(groups.memory, groups.memory_top)) {
    lower_to_group(least, folder, "memory.limit_in_bytes", "memory.usage_in_bytes");
  }
  return least;
}

std::optional<double> control_group_processors(const fs::path& proc, const fs::path& sys) {
  const Groups groups = find_groups(proc, sys);
  std::optional<double> least;
  for (const fs::path& folder : upwards(groups.unified, sys)) {
    std::ifstream file(folder / "cpu.max");
    std::int64_t quota = 0, period = 0;
    if (file >> quota >> period) lower_to(least, quota, period);
  }
  for (const fs::path& folder : upwards(groups.cpu, groups.cpu_top)) {
    lower_to(least, number_in(folder / "cpu.cfs_quota_us").value_or(0),
             number_in(folder / "cpu.cfs_period_us").value_or(0));
  }
  return least;
}

}  // namespace shoal::detail
