// Work that one warp does for each row, and rounding up of the norms that bounds are made of.
#pragma once

#include <cstdint>

#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// An upper bound, as a float, on the exact result of a computation in double that `value` is the rounded result of.
/// The relative slack 2^-20 covers the rounding to float and the rounding errors of sums of thousands of terms; 2^-100
/// covers what lies below the range of float.
__device__ inline float not_below(double value) { return static_cast<float>(value * (1.0 + 0x1p-20) + 0x1p-100); }

/// Calls f(i) once for each i in [0, count), with all lanes of a warp together; the warps of the grid share the work.
template <class F>
__device__ __forceinline__ void for_each_by_warp(std::int64_t count, const F& f) {
  const std::int64_t warps = static_cast<std::int64_t>(gridDim.x) * (blockDim.x / 32);
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * (blockDim.x / 32) + threadIdx.x / 32; i < count;
       i += warps)
    f(i);
}

}  // namespace shoal::cuda
