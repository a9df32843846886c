// A warp a row, and norms that bounds are made of.
#pragma once

#include <cstdint>

#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// Not below the value of a sum in double of thousands of terms, at most.
__device__ inline float not_below(double value) { return static_cast<float>(value * (1.0 + 0x1p-20) + 0x1p-100); }

/// Work of the warps of a grid: calls f(i) for i < count, all lanes together.
template <class F>
__device__ __forceinline__ void for_each_by_warp(std::int64_t count, const F& f) {
  const std::int64_t warps = static_cast<std::int64_t>(gridDim.x) * (blockDim.x / 32);
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * (blockDim.x / 32) + threadIdx.x / 32; i < count;
       i += warps)
    f(i);
}

}  // namespace shoal::cuda
