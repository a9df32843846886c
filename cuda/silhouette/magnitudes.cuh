// The largest and the smallest magnitude of float points. Threads loop over the values: any grid.
#pragma once

#include <cstdint>

#include "cuda/runtime/grid_threads.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// The bits of |value|. As whole numbers, they have the order of the magnitudes.
__device__ __forceinline__ unsigned magnitude_bits(float value) { return __float_as_uint(value) & 0x7fffffffu; }

/// limits[0] = bits of the largest magnitude; limits[1] = ~(bits of the smallest magnitude that is not 0), or 0 when
/// there is none. Both are 0 before.
__global__ void magnitude_limits(const Strided<float> x, unsigned* limits) {
  unsigned largest = 0, smallest = 0;
  const bool by_column = x.row_stride <= x.col_stride;
  const std::int64_t inner = by_column ? x.rows : x.cols;
  for (std::int64_t at = grid_thread(); at < x.rows * x.cols; at += grid_threads()) {
    const std::int64_t row = by_column ? at % inner : at / inner, col = by_column ? at / inner : at % inner;
    const unsigned bits = magnitude_bits(x.values[row * x.row_stride + col * x.col_stride]);
    largest = max(largest, bits);
    if (bits != 0) smallest = max(smallest, ~bits);
  }
  for (int step = 16; step > 0; step /= 2) {
    largest = max(largest, __shfl_xor_sync(0xffffffffu, largest, step));
    smallest = max(smallest, __shfl_xor_sync(0xffffffffu, smallest, step));
  }
  if (threadIdx.x % 32 == 0) {
    atomicMax(&limits[0], largest);
    atomicMax(&limits[1], smallest);
  }
}

}  // namespace shoal::cuda
