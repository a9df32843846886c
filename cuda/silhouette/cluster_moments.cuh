// Means and central moments of clusters in double, added up in an order that only the tiles decide.
#pragma once

#include <cstdint>

#include "cuda/runtime/reduce.cuh"
#include "cuda/silhouette/groups.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// partials[t * d + j] = sum of column j over tile t. One block of k_tile_rows threads for each tile; one warp for each
/// column.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows) tile_sums(const Groups<Y> groups, double* partials) {
  const Tile tile = groups.tiles[blockIdx.x];
  const int lane = static_cast<int>(threadIdx.x) % 32, warp = static_cast<int>(threadIdx.x) / 32;
  for (std::int64_t j = warp; j < groups.cols; j += k_tile_rows / 32) {
    const Y* column = groups.values + j * groups.rows + tile.begin;
    double sum = 0.0;
    for (int row = lane; row < tile.rows; row += 32) sum += static_cast<double>(column[row]);
    sum = warp_sum(sum);
    if (lane == 0) partials[blockIdx.x * groups.cols + j] = sum;
  }
}

/// partials[t * width + m] = sum over tile t of moment m (Moments), about the mean of the tile's cluster. One block of
/// k_tile_rows threads for each tile; one warp for each moment. O(width) for each row.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    tile_moments(const Groups<Y> groups, const double* mean, std::int64_t width, double* partials) {
  SIMT_SHARED(double, sq, [k_tile_rows]);
  const Tile tile = groups.tiles[blockIdx.x];
  const int lane = static_cast<int>(threadIdx.x) % 32, warp = static_cast<int>(threadIdx.x) / 32;
  const std::int64_t d = groups.cols;
  const double* centre = mean + tile.cluster * d;
  const auto z = [&](int row, std::int64_t j) {
    return static_cast<double>(groups.values[j * groups.rows + tile.begin + row]) - centre[j];
  };
  const int own = static_cast<int>(threadIdx.x);
  double own_sq = 0.0;
  for (std::int64_t j = 0; own < tile.rows && j < d; ++j) own_sq = fma(z(own, j), z(own, j), own_sq);
  sq[own] = own_sq;
  __syncthreads();
  for (std::int64_t m = warp; m < width; m += k_tile_rows / 32) {
    double sum = 0.0;
    for (int row = lane; row < tile.rows; row += 32) {
      if (m == 0) {
        sum += sq[row];
      } else if (m == 1) {
        sum = fma(sq[row], sq[row], sum);
      } else if (m < 2 + d) {
        sum = fma(sq[row], z(row, m - 2), sum);
      } else {
        // d <= 64 here, so d x d fits 32 bits
        const int product = static_cast<int>(m - 2 - d), side = static_cast<int>(d);
        sum = fma(z(row, product / side), z(row, product % side), sum);
      }
    }
    sum = warp_sum(sum);
    if (lane == 0) partials[blockIdx.x * width + m] = sum;
  }
}

/// means[c * width + j] = (sum of partials[t * width + j] over the tiles t of cluster c) / (rows of c); 0 for an empty
/// cluster. One warp for each (c, j); blocks of k_tile_rows threads.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    cluster_means(const Groups<Y> groups, const double* partials, std::int64_t width, double* means) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const std::int64_t at = (static_cast<std::int64_t>(blockIdx.x) * k_tile_rows + threadIdx.x) / 32;
  if (at >= groups.k * width) return;
  const std::int64_t c = at / width, j = at % width;
  double sum = 0.0;
  for (std::int64_t t = groups.first_tiles[c] + lane; t < groups.first_tiles[c + 1]; t += 32) {
    sum += partials[t * width + j];
  }
  sum = warp_sum(sum);
  const std::int64_t rows = groups.starts[c + 1] - groups.starts[c];
  if (lane == 0) means[at] = rows > 0 ? sum / static_cast<double>(rows) : 0.0;
}

}  // namespace shoal::cuda
