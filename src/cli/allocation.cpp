// The program's operator new and delete: malloc, counted against the memory budget. They are the program's alone, for a library may not
// replace them for its host. Sanitizers bring their own.
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "base/memory_budget.hpp"

namespace {

using shoal::detail::give_memory_back;
using shoal::detail::OverBudget;
using shoal::detail::take_memory;

/// Small blocks are counted in steps of this many bytes for each thread, so that threads do not wait for one counter.
constexpr std::int64_t k_step = std::int64_t{1} << 16;
thread_local std::int64_t uncounted = 0;
/// What a thread's small blocks may pass the limit by: an error that is on its way out always finds room for its words.
constexpr std::int64_t k_grace = std::int64_t{1} << 22;

/// A block that is given up when malloc first fails: what reports the failure then finds memory.
std::atomic<void*> g_reserve{std::malloc(std::size_t{1} << 18)};

void* with_reserve(void* (*take)(std::size_t, std::size_t), std::size_t bytes, std::size_t alignment) noexcept {
  if (void* block = take(bytes, alignment)) return block;
  std::free(g_reserve.exchange(nullptr));
  return take(bytes, alignment);
}

void* plain(std::size_t bytes, std::size_t) { return std::malloc(bytes); }
void* aligned(std::size_t bytes, std::size_t alignment) {
  void* block = nullptr;
  return posix_memalign(&block, alignment, bytes) == 0 ? block : nullptr;
}

/// Counts a change of what this thread holds; false where it would pass the limit.
bool count(std::int64_t bytes) noexcept {
  uncounted += bytes;
  if (uncounted < k_step && uncounted > -k_step) return true;
  if (uncounted < 0) {
    give_memory_back(-uncounted);
  } else if (!take_memory(uncounted)) {
    if (bytes < k_step && uncounted < k_grace) return true;
    uncounted -= bytes;
    return false;
  }
  uncounted = 0;
  return true;
}

void* allocate(void* (*take)(std::size_t, std::size_t), std::size_t bytes, std::size_t alignment = 0) {
  void* const block = with_reserve(take, bytes == 0 ? 1 : bytes, alignment);
  if (block == nullptr) throw std::bad_alloc();
  const auto size = static_cast<std::int64_t>(malloc_usable_size(block));
  if (count(size)) return block;
  std::free(block);
  throw OverBudget(shoal::detail::held_memory_bytes(), size);
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  count(-static_cast<std::int64_t>(malloc_usable_size(block)));
  std::free(block);
}

}  // namespace

// The other forms of the standard library call these.
void* operator new(std::size_t bytes) { return allocate(plain, bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(aligned, bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, std::align_val_t) noexcept { release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { release(block); }
