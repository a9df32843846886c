// Canonical distances of the rows of a block, one row a thread, to a few centroids at a time, for points of any layout
// and any number of columns. The points are read once for each group of centroids; later reads find the block's rows in
// the first-level cache.
#pragma once

#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// The number of centroids whose chains a thread advances together.
inline constexpr int k_group = 8;
/// The number of columns of the group that lie in shared memory at a time.
inline constexpr int k_group_columns = 64;

/// The shared memory of distances_to_group().
template <class A>
struct GroupTile {
  A values[k_group_columns][k_group];
};

/// sq[g] = canonical squared distance of row `row` to centroid first + g, in the chain's type A, for 0 <= g < k_group;
/// undefined where first + g >= count. `centroids` are `count` row-major rows of x.cols values. All threads of the
/// block must call it; `valid` tells whether the thread's row exists.
template <class X, class A>
__device__ inline void distances_to_group(const Strided<X>& x, std::int64_t row, bool valid, const A* centroids,
                                          std::int64_t first, std::int64_t count, GroupTile<A>& tile,
                                          A (&sq)[k_group]) {
#pragma unroll
  for (int g = 0; g < k_group; ++g) sq[g] = A{0};
  const X* values = x.values + row * x.row_stride;
  for (std::int64_t j0 = 0; j0 < x.cols; j0 += k_group_columns) {
    const int columns = static_cast<int>(min(static_cast<std::int64_t>(k_group_columns), x.cols - j0));
    __syncthreads();
    for (int i = static_cast<int>(threadIdx.x); i < columns * k_group; i += static_cast<int>(blockDim.x)) {
      const int g = i / columns, j = i % columns;
      tile.values[j][g] = first + g < count ? centroids[(first + g) * x.cols + j0 + j] : A{0};
    }
    __syncthreads();
    if (!valid) continue;
#pragma unroll 2
    for (int j = 0; j < columns; ++j) {
      const A value = static_cast<A>(values[(j0 + j) * x.col_stride]);
#pragma unroll
      for (int g = 0; g < k_group; ++g) {
        const A t = value - tile.values[j][g];
        sq[g] = fused(t, t, sq[g]);
      }
    }
  }
}

}  // namespace shoal::cuda
