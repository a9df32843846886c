// Sums over a warp, and additions to sums in global memory.
#pragma once

#include "cuda/runtime/wide_sum.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// Adds `value` to *sum. Threads may add at the same time and in any order: the two 64-bit additions are native
/// atomics.
__device__ inline void add_to(WideSum* sum, Int128 value) {
  atomicAdd(&sum->low, static_cast<unsigned long long>(static_cast<std::uint32_t>(value)));
  atomicAdd(&sum->high, static_cast<unsigned long long>(static_cast<long long>(value >> 32)));
}

/// The sum over the 32 lanes of a full warp, in every lane.
template <class T>
__device__ inline T warp_sum(T value) {
#pragma unroll
  for (int offset = 16; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
  return value;
}

/// One thread's sum of any number of values in [0, 2^52].
struct ThreadSum {
  unsigned long long low = 0;   ///< sum of the low 32 bits of the values
  unsigned long long high = 0;  ///< sum of their bits from 32 on

  __device__ void add(std::int64_t value) {
    low += static_cast<std::uint32_t>(value);
    high += static_cast<unsigned long long>(value) >> 32;
  }
  /// Adds the sums of all lanes of a full warp to *sum.
  __device__ void flush(WideSum* sum) const {
    const unsigned long long all_low = warp_sum(low), all_high = warp_sum(high);
    if (threadIdx.x % 32 == 0) {
      add_to(sum, static_cast<Int128>(all_low) + (static_cast<Int128>(all_high) << 32));
    }
  }
};

}  // namespace shoal::cuda
