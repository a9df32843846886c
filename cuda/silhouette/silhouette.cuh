// The silhouette's pass over pairs of tiles: it adds up the distances of every row to every cluster that matters to it.
#pragma once

#include <cstdint>

#include "cuda/silhouette/pair_plan.hpp"
#include "cuda/silhouette/pair_tiles.cuh"
#include "cuda/simt/sqrt.hpp"

namespace shoal::cuda {

/// Sums of distances as whole numbers: the sum for row r of the range and cluster c is sums[c * range.rows + r] /
/// scales[c * range.rows + r]; scales are powers of two.
template <class Y>
struct PairSums {
  const std::int32_t* needs;  ///< range.tiles x k: not 0 where the cluster matters to one of the tile's rows
  const Y* scales;            ///< k x range.rows
  unsigned long long* sums;   ///< k x range.rows; the sums, in two's complement
};

template <class Y>
struct PairTask {
  Groups<Y> groups;
  TileRange range;
  PairSums<Y> out;
  unsigned long long* computed;  ///< one number, to which the number of computed pairs of tiles is added
  std::int64_t first_block;      ///< the first block of this launch among all blocks of the pass
  int tiles_per_block;
};

enum PairSide : int { k_row_side = 1, k_col_side = 2 };

/// Partial sums of the 16 threads along one side, for each line along the other side.
template <class Y>
using PairPartials = Quad<Y>[k_pair_side][k_tile_rows / 4 + 1];

__device__ __forceinline__ float root_of(float sq) { return simt::sqrt_approx(sq); }
__device__ __forceinline__ double root_of(double sq) { return sqrt(sq); }

__device__ __forceinline__ unsigned long long whole_of(float value) {
  return static_cast<unsigned long long>(llrintf(value));
}
__device__ __forceinline__ unsigned long long whole_of(double value) {
  return static_cast<unsigned long long>(llrint(value));
}

/// The sides of the pair of tiles (i, j) that this block adds up. Where both tiles lie in the range, the pair is added
/// up for both by the block of the lower tile.
template <class Y>
__device__ __forceinline__ int wanted_sides(const PairTask<Y>& task, std::int64_t i, std::int64_t j) {
  const Tile* tiles = task.groups.tiles;
  const std::int64_t k = task.groups.k;
  const std::int32_t* needs = task.out.needs;
  const std::int64_t row = i - task.range.first_tile, col = j - task.range.first_tile;
  const bool inside = col >= 0 && col < task.range.tiles;
  if (inside && j < i) return 0;
  const int rows = needs[row * k + tiles[j].cluster] != 0 ? k_row_side : 0;
  const bool cols = inside && j != i && needs[col * k + tiles[i].cluster] != 0;
  return cols ? rows | k_col_side : rows;
}

/// Copies coordinates [first, first + depth) of `Count` rows of a tile, from row `from` on, into shared memory. Rows
/// beyond the tile and coordinates beyond the last become zeros.
template <int Count, class Y>
__device__ __forceinline__ void load_tile(const Groups<Y>& groups, const Tile& tile, std::int64_t first, int depth,
                                          int from, TileLine<Y>* to) {
  constexpr int step = k_pair_threads / Count;
  const int row = from + static_cast<int>(threadIdx.x) % Count, begin = static_cast<int>(threadIdx.x) / Count;
  const int there = row < tile.rows ? static_cast<int>(min(groups.cols - first, static_cast<std::int64_t>(depth))) : 0;
  const Y* at = groups.values + (first + begin) * groups.rows + tile.begin + row;
  for (int c = begin; c < depth; c += step, at += step * groups.rows) {
    reinterpret_cast<Y*>(to[c])[row] = c < there ? *at : Y{0};
  }
}

/// to[row] = 1 for the rows of the tile, 0 beyond.
template <class Y>
__device__ __forceinline__ void load_weights(const Tile& tile, TileLine<Y>& to) {
  const int row = static_cast<int>(threadIdx.x);
  if (row < k_tile_rows) reinterpret_cast<Y*>(to)[row] = row < tile.rows ? Y{1} : Y{0};
}

/// The shared memory of a block: 35 KiB for float, 45 KiB for double.
template <class Y>
struct PairShared {
  TileLine<Y> rows[k_pair_depth<Y>], cols[k_pair_depth<Y>];
  TileLine<Y> row_weights, col_weights;
  PairPartials<Y> partials[2];        ///< [0] of rows, [1] of columns
  Tile tiles[k_max_tiles_per_block];  ///< the tiles that the block compares its own with
  int sides[k_max_tiles_per_block];
};

/// Adds the squared differences of the coordinates in shared memory to sq. For floats, each chunk is a chain of its own
/// whose result is added: the relative error of a distance is then below (16 + d / 16) / 2 + 2 units in the last place,
/// as on the CPU.
template <class Y>
__device__ __forceinline__ void add_chunk(const PairShared<Y>& shared, int half, PairSquares<Y>& sq) {
  constexpr int depth = k_pair_depth<Y>;
  if constexpr (sizeof(Y) == sizeof(double)) {
#pragma unroll
    for (int c = 0; c < depth; ++c) coordinate_squares<Y, false>(shared.rows[c], shared.cols[c], half, sq);
  } else {
    PairSquares<Y> chain;
    tile_squares<5>(shared.rows, shared.cols, depth, half, chain);
#pragma unroll
    for (int i = 0; i < k_thread_rows; ++i) {
#pragma unroll
      for (int j = 0; j < k_thread_cols; ++j) sq[i][j] += chain[i][j];
    }
  }
}

/// sq = squared distances of a pair of tiles of wide points.
template <class Y>
__device__ __forceinline__ void wide_squares(const PairTask<Y>& task, const Tile& row_tile, const Tile& col_tile,
                                             int half, bool idle, PairShared<Y>& shared, PairSquares<Y>& sq) {
  constexpr int depth = k_pair_depth<Y>;
#pragma unroll
  for (int i = 0; i < k_thread_rows; ++i) {
#pragma unroll
    for (int j = 0; j < k_thread_cols; ++j) sq[i][j] = Y{0};
  }
  for (std::int64_t first = 0; first < task.groups.cols; first += depth) {
    __syncthreads();
    load_tile<k_tile_rows>(task.groups, row_tile, first, depth, 0, shared.rows);
    load_tile<k_half_cols>(task.groups, col_tile, first, depth, half * k_half_cols, shared.cols);
    __syncthreads();
    if (!idle) add_chunk(shared, half, sq);
  }
}

/// Adds the distances of the thread's pairs to the sums over its columns and to those over its rows.
template <class Y>
__device__ __forceinline__ void add_roots(const PairShared<Y>& shared, int half, const PairSquares<Y>& sq,
                                          Y (&row_sums)[k_thread_rows], Quad<Y>& col_sums) {
  Y row_weights[k_thread_rows];
  read_rows<Y>(shared.row_weights, row_weights);
  const Quad<Y> col_weights = shared.col_weights[pair_col(half) / 4];
#pragma unroll
  for (int i = 0; i < k_thread_rows; ++i) {
#pragma unroll
    for (int j = 0; j < k_thread_cols; ++j) {
      const Y distance = root_of(sq[i][j]);
      row_sums[i] = fma_of(distance, col_weights.v[j], row_sums[i]);
      col_sums.v[j] = fma_of(distance, row_weights[i], col_sums.v[j]);
    }
  }
}

/// Leaves each thread's sums over its columns and over its rows in shared.partials. Distances are multiplied by weights
/// of 0 and 1 in the multiply-adds that add them up, so padding costs nothing. A thread whose rows all lie beyond the
/// tile only loads; a half without columns is left out.
template <class Y, bool Wide>
__device__ __forceinline__ void pair_partials(const PairTask<Y>& task, const Tile& row_tile, const Tile& col_tile,
                                              PairShared<Y>& shared) {
  const int tx = static_cast<int>(threadIdx.x) % k_pair_side, ty = static_cast<int>(threadIdx.x) / k_pair_side;
  const bool idle = pair_row(0) >= row_tile.rows;
  Y row_sums[k_thread_rows] = {};
#pragma unroll 1
  for (int half = 0; half * k_half_cols < col_tile.rows; ++half) {
    const int col = pair_col(half) / 4;
    PairSquares<Y> sq;
    if constexpr (Wide) {
      wide_squares(task, row_tile, col_tile, half, idle, shared, sq);
    } else if (!idle) {
      tile_squares<1>(shared.rows, shared.cols, static_cast<int>(task.groups.cols), half, sq);
    }
    Quad<Y> col_sums = {};
    if (!idle) add_roots<Y>(shared, half, sq, row_sums, col_sums);
    shared.partials[1][ty][col] = col_sums;
  }
  const int row = pair_row(0) / 4;
  shared.partials[0][tx][row] = {row_sums[0], row_sums[1], row_sums[2], row_sums[3]};
  shared.partials[0][tx][row + k_half_cols / 4] = {row_sums[4], row_sums[5], row_sums[6], row_sums[7]};
}

/// Adds up the first `Count` values, a power of two, as a balanced tree.
template <int Count, class Y>
__device__ __forceinline__ Y tree_sum(Y (&values)[k_pair_side]) {
  if constexpr (Count == 1) {
    return values[0];
  } else {
#pragma unroll
    for (int s = 0; s < Count / 2; ++s) values[s] += values[s + Count / 2];
    return tree_sum<Count / 2>(values);
  }
}

/// The sum of the 16 partial sums of a line.
template <class Y>
__device__ __forceinline__ Y line_sum(const PairPartials<Y>& partials, int line) {
  Y sums[k_pair_side];
#pragma unroll
  for (int s = 0; s < k_pair_side; ++s) sums[s] = reinterpret_cast<const Y*>(partials[s])[line];
  return tree_sum<k_pair_side>(sums);
}

/// Block b compares tile range.first_tile + b / slices with the tiles of slice b % slices, tiles_per_block of them.
///
/// A pair of tiles gives each of its rows (and columns) one sum in Y, which has the same bits whichever of the two
/// tiles is the row. That sum is rounded to whole units and added up as an integer, which has no order. Threads 0 to
/// 127 keep the sum of a row in a register as long as the other tiles are of the same cluster. Launch: k_pair_threads
/// threads; tiles_per_block <= k_max_tiles_per_block. Narrow (not Wide): d <= k_pair_depth<Y>.
template <class Y, bool Wide>
__global__ void __launch_bounds__(k_pair_threads, sizeof(Y) == sizeof(float) ? (Wide ? 2 : 3) : 1)
    silhouette_pairs(const PairTask<Y> task) {
  SIMT_SHARED(PairShared<Y>, shared_block, [1]);
  PairShared<Y>& shared = shared_block[0];
  const Groups<Y>& groups = task.groups;
  const TileRange& range = task.range;
  const std::int64_t slices = (groups.tile_count + task.tiles_per_block - 1) / task.tiles_per_block;
  const std::int64_t block = task.first_block + blockIdx.x;
  const std::int64_t i = range.first_tile + block / slices;
  const std::int64_t begin = block % slices * task.tiles_per_block;
  const auto count = static_cast<int>(min(groups.tile_count - begin, static_cast<std::int64_t>(task.tiles_per_block)));
  // all of these pairs are added up by the blocks of their lower tiles
  if (begin >= range.first_tile && begin + count <= i) return;

  const int thread = static_cast<int>(threadIdx.x);
  const Tile row_tile = groups.tiles[i];
  if (thread < count) {
    shared.sides[thread] = wanted_sides(task, i, begin + thread);
    shared.tiles[thread] = groups.tiles[begin + thread];
  }
  load_weights(row_tile, shared.row_weights);
  if constexpr (!Wide) load_tile<k_tile_rows>(groups, row_tile, 0, static_cast<int>(groups.cols), 0, shared.rows);
  __syncthreads();

  const int side = thread / k_tile_rows, line = thread % k_tile_rows;
  std::int64_t place = -1;  // the sum that this thread adds to at present; -1: none yet
  unsigned long long sum = 0;
  Y scale{};
  unsigned computed = 0;
  for (int t = 0; t < count; ++t) {
    const int sides = shared.sides[t];
    if (sides == 0) continue;
    ++computed;
    const Tile col_tile = shared.tiles[t];
    const bool adds = (sides >> side & 1) != 0 && line < (side == 0 ? row_tile.rows : col_tile.rows);
    const std::int64_t to = (side == 0 ? col_tile.cluster : row_tile.cluster) * range.rows +
                            ((side == 0 ? row_tile.begin : col_tile.begin) - range.first_row + line);
    if (adds && to != place) {
      if (place >= 0) atomicAdd(&task.out.sums[place], sum);
      place = to;
      sum = 0;
      scale = task.out.scales[to];
    }
    load_weights(col_tile, shared.col_weights);
    if constexpr (!Wide) load_tile<k_tile_rows>(groups, col_tile, 0, static_cast<int>(groups.cols), 0, shared.cols);
    __syncthreads();
    pair_partials<Y, Wide>(task, row_tile, col_tile, shared);
    __syncthreads();
    if (adds) sum += whole_of(line_sum<Y>(shared.partials[side], line) * scale);
  }
  if (place >= 0) atomicAdd(&task.out.sums[place], sum);
  if (thread == 0 && computed > 0) atomicAdd(task.computed, static_cast<unsigned long long>(computed));
}

}  // namespace shoal::cuda
