// Kernels that clear arrays of WideSum and carry between their words.
#pragma once

#include "cuda/runtime/wide_sum.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

inline constexpr int k_sums_threads = 256;

/// sums = 0, unless *ended is not 0; nullptr: always. Any grid.
__global__ void __launch_bounds__(k_sums_threads) clear_sums(WideSum* sums, std::int64_t count, const int* ended) {
  if (ended != nullptr && *ended != 0) return;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_sums_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_sums_threads + threadIdx.x; i < count; i += step) {
    sums[i] = {0, 0};
  }
}

/// Adds bits 32 and up of each low word to its high word, so that the low words hold 2^32 more additions. Any grid.
__global__ void __launch_bounds__(k_sums_threads) carry_sums(WideSum* sums, std::int64_t count) {
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_sums_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_sums_threads + threadIdx.x; i < count; i += step) {
    const WideSum sum = sums[i];
    sums[i] = {sum.low & 0xffffffffull, sum.high + (sum.low >> 32)};
  }
}

}  // namespace shoal::cuda
