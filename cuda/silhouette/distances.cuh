// Blocks of the matrix of distances.
#pragma once

#include <cstdint>

#include "cuda/runtime/views.hpp"
#include "cuda/silhouette/pair_tiles.cuh"
#include "cuda/simt/simt.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

template <class X, class Out>
struct DistanceTask {
  Strided<X> x;
  RowRange rows, cols;
  Out* out;  ///< (rows.end - rows.begin) x (cols.end - cols.begin), stride values from row to row
  std::int64_t stride;
};

/// Copies coordinates [first, first + depth) of `Count` rows from `begin` on into shared memory; zeros beyond `end` and
/// beyond the last coordinate.
template <int Count, class Y, class X>
__device__ __forceinline__ void load_rows(const Strided<X>& x, std::int64_t begin, std::int64_t end, std::int64_t first,
                                          TileLine<Y>* to) {
  const int line = static_cast<int>(threadIdx.x) % Count;
  const std::int64_t row = begin + line;
  for (int c = static_cast<int>(threadIdx.x) / Count; c < k_pair_depth<Y>; c += k_pair_threads / Count) {
    const bool there = row < end && first + c < x.cols;
    reinterpret_cast<Y*>(to[c])[line] =
        there ? static_cast<Y>(x.values[row * x.row_stride + (first + c) * x.col_stride]) : Y{0};
  }
}

/// Block (bx, by): k_tile_rows rows from by * k_tile_rows on, k_half_cols columns from bx * k_half_cols on. Launch:
/// k_pair_threads threads. The canonical chain runs in Y. Shared memory: 16 KiB for float, 8 KiB for double.
template <class Y, class X, class Out>
__global__ void __launch_bounds__(k_pair_threads) distances(const DistanceTask<X, Out> task) {
  SIMT_SHARED(TileLine<Y>, rows, [k_pair_depth<Y>]);
  SIMT_SHARED(TileLine<Y>, cols, [k_pair_depth<Y>]);
  const std::int64_t row = task.rows.begin + static_cast<std::int64_t>(blockIdx.y) * k_tile_rows;
  const std::int64_t col = task.cols.begin + static_cast<std::int64_t>(blockIdx.x) * k_half_cols;
  PairSquares<Y> sq = {};
  for (std::int64_t first = 0; first < task.x.cols; first += k_pair_depth<Y>) {
    __syncthreads();
    load_rows<k_tile_rows, Y>(task.x, row, task.rows.end, first, rows);
    load_rows<k_half_cols, Y>(task.x, col, task.cols.end, first, cols);
    __syncthreads();
#pragma unroll 2
    for (int c = 0; c < k_pair_depth<Y>; ++c) coordinate_squares<Y, false>(rows[c], cols[c], 0, sq);
  }
#pragma unroll
  for (int i = 0; i < k_thread_rows; ++i) {
#pragma unroll
    for (int j = 0; j < k_thread_cols; ++j) {
      const std::int64_t r = row + pair_row(i), c = col + pair_col(0) + j;
      if (r >= task.rows.end || c >= task.cols.end) continue;
      task.out[(r - task.rows.begin) * task.stride + (c - task.cols.begin)] =
          static_cast<Out>(sqrt(static_cast<double>(sq[i][j])));
    }
  }
}

}  // namespace shoal::cuda
