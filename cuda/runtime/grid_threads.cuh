// Numbers the threads of a one-dimensional grid in 64 bits.
#pragma once

#include <cstdint>

#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// The number of the calling thread within the grid, and the number of threads in the grid.
__device__ __forceinline__ std::int64_t grid_thread() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}
__device__ __forceinline__ std::int64_t grid_threads() { return static_cast<std::int64_t>(gridDim.x) * blockDim.x; }

}  // namespace shoal::cuda
