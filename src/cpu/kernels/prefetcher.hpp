// Fetches the next block of points into the second cache, a few lines at a time while the current block is compared. The
// comparison takes so long that the processor does not fetch ahead by itself.
#pragma once

#include <cstdint>

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

class Prefetcher {
 public:
  /// Fetches `bytes` from `next` on in `steps` equal parts. Fetching beyond the last block does no harm.
  Prefetcher(const void* next, std::int64_t bytes, std::int64_t steps)
      : next_(static_cast<const char*>(next)), lines_((bytes / k_line + steps - 1) / steps) {}

  [[gnu::always_inline]] void step() {
    for (std::int64_t i = 0; i < lines_; ++i, next_ += k_line) __builtin_prefetch(next_, 0, 2);
  }

 private:
  static constexpr std::int64_t k_line = 64;
  const char* next_;
  std::int64_t lines_;  ///< cache lines of one step
};

}  // namespace shoal::cpu
