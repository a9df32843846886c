#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/ascii.hpp"
#include "base/control_group.hpp"
#include "base/memory_budget.hpp"
#include "base/process_status.hpp"
#include "shoal/error.hpp"
#include "shoal/memory.hpp"

namespace shoal {
namespace {

/// Bytes that may be allocated from now on, and who says so.
struct Room {
  std::int64_t bytes;
  const char* source;
};

void lower_to(Room& least, std::int64_t bytes, const char* source) {
  if (bytes < least.bytes) least = {bytes, source};
}

/// What a limit of the process leaves beside what counts towards it now: the line of /proc/self/status.
void lower_to_limit(Room& least, __rlimit_resource resource, const char* counted, const char* source) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  lower_to(least, static_cast<std::int64_t>(limit.rlim_cur) - detail::process_bytes(counted).value_or(0), source);
}

Room room_of_machine() {
  const std::int64_t swap = detail::machine_bytes("SwapFree").value_or(0);
  return {detail::machine_bytes("MemAvailable").value_or(available_memory_bytes()) + swap, "this machine"};
}

/// What a suffix multiplies by: k, M, G, T, with B of 1000, with iB of 1024; 0 for another text.
double unit_of(std::string_view suffix) {
  constexpr std::string_view k_units = "kmgt";
  std::string folded;
  for (const char c : suffix) folded += detail::lower(c);
  const std::size_t power = folded.empty() ? std::string::npos : k_units.find(folded.front());
  if (power == std::string::npos) return 0;
  const std::string rest = folded.substr(1);
  const double base = rest.empty() || rest == "b" ? 1000 : rest == "ib" || rest == "i" ? 1024 : 0;
  return std::pow(base, static_cast<double>(power + 1));
}

}  // namespace

MemoryLimit memory_limit(std::int64_t asked) {
  Room room = asked > 0 ? Room{asked - detail::process_bytes("VmRSS").value_or(0), "--memory"} : room_of_machine();
  if (const auto group = detail::control_group_free_memory("/proc/self", "/sys/fs/cgroup")) {
    lower_to(room, *group, "the control group");
  }
  lower_to_limit(room, RLIMIT_AS, "VmSize", "ulimit -v");
  lower_to_limit(room, RLIMIT_DATA, "VmData", "ulimit -d");
  constexpr std::int64_t k_fixed = std::int64_t{16} << 20;
  constexpr std::int64_t k_share = 16;
  const std::int64_t usable = room.bytes - room.bytes / k_share - k_fixed;
  return {detail::held_memory_bytes() + std::max<std::int64_t>(0, usable), room.source};
}

std::int64_t memory_size(std::string_view text, const std::string& where) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  const double bytes = failure == std::errc() ? number * unit_of(suffix) : 0;
  constexpr double k_most = 1e18;
  if (bytes >= 1 && bytes <= k_most) return static_cast<std::int64_t>(bytes);
  throw Error(ErrorCode::usage, "expected an amount of memory", "write 512M, 2G (powers of 1000) or 2GiB (of 1024)",
              where, "\"" + std::string(text) + "\"");
}

}  // namespace shoal
