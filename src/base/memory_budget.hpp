// What the process's allocations hold, counted against a limit. Whoever allocates takes the bytes first and gives them back
// after freeing; the program's operator new does (cli/allocation.cpp), and Arrow's pool (data/input/arrow_pool.cpp).
#pragma once

#include <cstdint>
#include <new>

namespace shoal::detail {

/// An allocation that the limit does not allow.
class OverBudget : public std::bad_alloc {
 public:
  OverBudget(std::int64_t held, std::int64_t asked) noexcept : held_(held), asked_(asked) {}
  const char* what() const noexcept override { return "more memory than is allowed"; }
  std::int64_t held() const noexcept { return held_; }
  std::int64_t asked() const noexcept { return asked_; }

 private:
  std::int64_t held_, asked_;
};

/// From any thread; none of these allocates. Without set_memory_budget() there is no limit.
void set_memory_budget(std::int64_t bytes) noexcept;
std::int64_t held_memory_bytes() noexcept;
/// Whether the bytes still fit; they are counted only then.
[[nodiscard]] bool take_memory(std::int64_t bytes) noexcept;
void give_memory_back(std::int64_t bytes) noexcept;

}  // namespace shoal::detail
