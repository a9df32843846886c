#include "base/memory_budget.hpp"

#include <atomic>
#include <limits>

namespace shoal::detail {
namespace {

std::atomic<std::int64_t> g_limit{std::numeric_limits<std::int64_t>::max()};
std::atomic<std::int64_t> g_held{0};

}  // namespace

void set_memory_budget(std::int64_t bytes) noexcept { g_limit.store(bytes, std::memory_order_relaxed); }

std::int64_t held_memory_bytes() noexcept { return g_held.load(std::memory_order_relaxed); }

bool take_memory(std::int64_t bytes) noexcept {
  const std::int64_t held = g_held.fetch_add(bytes, std::memory_order_relaxed);
  if (bytes <= g_limit.load(std::memory_order_relaxed) - held) return true;
  g_held.fetch_sub(bytes, std::memory_order_relaxed);
  return false;
}

void give_memory_back(std::int64_t bytes) noexcept { g_held.fetch_sub(bytes, std::memory_order_relaxed); }

}  // namespace shoal::detail
