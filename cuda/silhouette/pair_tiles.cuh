// Squared distances between two tiles of rows, in registers: 256 threads, each with 8 rows x 4 columns at a time.
//
// "Rows" are the points of one tile, "columns" those of the other. With tx = thread % 16 and ty = thread / 16, a thread
// has the rows (i / 4) * 64 + ty * 4 + i % 4 for i = 0 ... 7, and the columns half * 64 + tx * 4 + j for j = 0 ... 3.
// Four rows or columns lie together, so that shared memory is read 16 bytes at a time. The 128 rows and the 128 columns
// are split in the same way, so that a sum over columns and a sum over rows are the same chain of additions.
#pragma once

#include <cstdint>

#include "cuda/silhouette/groups.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

inline constexpr int k_pair_threads = 256;
inline constexpr int k_pair_side = 16;  ///< threads along either side of a tile
inline constexpr int k_pair_halves = 2;
inline constexpr int k_half_cols = k_tile_rows / k_pair_halves;
inline constexpr int k_thread_rows = 8;
inline constexpr int k_thread_cols = 4;

/// The number of coordinates in shared memory at a time. Points with at most that many columns are narrow: their tile
/// stays as a whole.
template <class Y>
inline constexpr int k_pair_depth = sizeof(Y) == sizeof(float) ? 16 : 4;

/// Four neighbouring values, read and written at once.
template <class Y>
struct alignas(16) Quad {
  Y v[4];
};

/// One coordinate of the rows of a tile.
template <class Y>
using TileLine = Quad<Y>[k_tile_rows / 4];

template <class Y>
using PairSquares = Y[k_thread_rows][k_thread_cols];

/// The row of the tile that is the thread's i-th.
__device__ __forceinline__ int pair_row(int i) {
  return i / 4 * k_half_cols + static_cast<int>(threadIdx.x) / k_pair_side * 4 + i % 4;
}
/// The thread's first column of a half; its other three follow.
__device__ __forceinline__ int pair_col(int half) {
  return half * k_half_cols + static_cast<int>(threadIdx.x) % k_pair_side * 4;
}

__device__ __forceinline__ float fma_of(float a, float b, float c) { return fmaf(a, b, c); }
__device__ __forceinline__ double fma_of(double a, double b, double c) { return fma(a, b, c); }

/// Reads one coordinate of the thread's rows.
template <class Y>
__device__ __forceinline__ void read_rows(const TileLine<Y>& line, Y (&values)[k_thread_rows]) {
  const int at = pair_row(0) / 4;
  const Quad<Y> low = line[at], high = line[at + k_half_cols / 4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    values[i] = low.v[i];
    values[i + 4] = high.v[i];
  }
}

/// Adds the squared differences of one coordinate to sq; with `First`, sq is set to them.
template <class Y, bool First>
__device__ __forceinline__ void coordinate_squares(const TileLine<Y>& rows, const TileLine<Y>& cols, int half,
                                                   PairSquares<Y>& sq) {
  Y a[k_thread_rows];
  read_rows<Y>(rows, a);
  const Quad<Y> b = cols[pair_col(half) / 4];
#pragma unroll
  for (int i = 0; i < k_thread_rows; ++i) {
#pragma unroll
    for (int j = 0; j < k_thread_cols; ++j) {
      const Y t = a[i] - b.v[j];
      sq[i][j] = First ? t * t : fma_of(t, t, sq[i][j]);
    }
  }
}

/// sq = sums of squared differences over `depth` coordinates in shared memory, added up in ascending order. For each
/// coordinate, 32 pairs take 64 arithmetic instructions, 3 loads of 16 bytes and a share of the loop.
template <int Unroll, class Y>
__device__ __forceinline__ void tile_squares(const TileLine<Y>* rows, const TileLine<Y>* cols, int depth, int half,
                                             PairSquares<Y>& sq) {
  coordinate_squares<Y, true>(rows[0], cols[0], half, sq);
#pragma unroll Unroll
  for (int c = 1; c < depth; ++c) coordinate_squares<Y, false>(rows[c], cols[c], half, sq);
}

}  // namespace shoal::cuda
