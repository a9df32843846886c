// Upkeep of arrays of WideSum.
#pragma once

#include "cuda/runtime/wide_sum.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

inline constexpr int k_sums_threads = 256;

/// sums = 0 while *ended is 0 (nullptr: always). Any grid.
__global__ void __launch_bounds__(k_sums_threads) clear_sums(WideSum* sums, std::int64_t count, const int* ended) {
  if (ended != nullptr && *ended != 0) return;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_sums_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_sums_threads + threadIdx.x; i < count; i += step) {
    sums[i] = {0, 0};
  }
}

/// Moves what the low words hold beyond 32 bits into the high ones, so that 2^32 more additions fit. Any grid.
__global__ void __launch_bounds__(k_sums_threads) carry_sums(WideSum* sums, std::int64_t count) {
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_sums_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_sums_threads + threadIdx.x; i < count; i += step) {
    const WideSum sum = sums[i];
    sums[i] = {sum.low & 0xffffffffull, sum.high + (sum.low >> 32)};
  }
}

}  // namespace shoal::cuda
