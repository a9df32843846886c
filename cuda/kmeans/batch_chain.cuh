// What the kernels with one block for each fit share: the chains of one row to eight centroids, and sums over the
// block.
//
// The points are read from global memory and stay in the first-level cache, from whose space shared memory would be
// taken. A table that fits there (4,338 x 3 floats are 51 KiB) is read as fast, and more blocks fit on a processor.
#pragma once

#include "cuda/nearest/centroid_group.cuh"
#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda {

inline constexpr int k_batch_threads = 256;
inline constexpr int k_batch_warps = k_batch_threads / 32;

/// What runs on the same weights share. The arrays lie in device memory.
struct BatchTerms {
  const double* weights;      ///< n weights; nullptr: every weight is 1
  const double* value_scale;  ///< [d] powers of two
  const double* box_min;      ///< [d]
  const double* box_max;      ///< [d]
  const int* value_exponent;  ///< [d]
  int weight_exponent;
  double weight_scale, sq_scale;  ///< powers of two

  __device__ double weight(std::int64_t row) const { return weights != nullptr ? weights[row] : 1.0; }
};

/// The place of value j of centroid c in a tile. A tile holds groups of k_group centroids, each column by column.
__device__ inline int tile_place(int c, int j, int d) { return (c / k_group * d + j) * k_group + c % k_group; }

/// sq[g] = canonical squared distance of row `row` to centroid g of the group, which is d x k_group values.
template <class X, class A>
__device__ inline void chains_to_group(const Strided<X>& x, std::int64_t row, const A* group, A (&sq)[k_group]) {
#pragma unroll
  for (int g = 0; g < k_group; ++g) sq[g] = A{0};
  const X* values = x.values + row * x.row_stride;
  const int d = static_cast<int>(x.cols);
  for (int j = 0; j < d; ++j) {
    const A value = static_cast<A>(values[j * x.col_stride]);
#pragma unroll
    for (int g = 0; g < k_group; ++g) {
      const A t = value - group[j * k_group + g];
      sq[g] = fused(t, t, sq[g]);
    }
  }
}

/// The sum over the block, in every thread. The sum over each warp must be below 2^64. `shared` has k_batch_warps
/// values, which may be used again after the next barrier.
__device__ inline Int128 batch_sum(unsigned long long value, unsigned long long* shared) {
  const unsigned long long sum = warp_sum(value);
  __syncthreads();
  if (threadIdx.x % 32 == 0) shared[threadIdx.x / 32] = sum;
  __syncthreads();
  Int128 all = 0;
  for (int warp = 0; warp < k_batch_warps; ++warp) all += static_cast<Int128>(shared[warp]);
  return all;
}

}  // namespace shoal::cuda
