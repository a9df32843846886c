// Bounds on the mean distance of a row to a cluster, and what follows from them: which clusters can be a row's nearest,
// and in which units to add up its distances.
//
// With m the mean of the cluster's members y and V their mean squared distance to it, |x - m| <= mean |x - y| (Jensen)
// and mean |x - y|^2 = |x - m|^2 + V, so mean |x - y| <= sqrt(|x - m|^2 + V).
#pragma once

#include <cstdint>

#include "cuda/groups.hpp"
#include "cuda/kernels/silhouette.cuh"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// Room for the rounding of distances, of their sums and of the bounds: the silhouette is good to 1e-6.
inline constexpr double k_bound_slack = 1e-5;

struct Bounds {
  double lower, upper;
};

/// Bounds for the row at place p and cluster c. O(d) in double. The mean of m rows is wrong by less than
/// (m / 2^12 + 32) 2^-53 of the cluster's root mean square.
template <class Y>
__device__ __forceinline__ Bounds mean_distance_bounds(const Groups<Y>& groups, const Moments& moments, std::int64_t p,
                                                       std::int64_t c) {
  const double* mean = moments.mean + c * groups.cols;
  double sq = 0.0, sq_mean = 0.0;
  for (std::int64_t j = 0; j < groups.cols; ++j) {
    const double t = static_cast<double>(groups.values[j * groups.rows + p]) - mean[j];
    sq = fma(t, t, sq);
    sq_mean = fma(mean[j], mean[j], sq_mean);
  }
  const double spread = moments.sq_spread[c];
  const auto rows = static_cast<double>(groups.starts[c + 1] - groups.starts[c]);
  const double off = (rows * 0x1p-12 + 32.0) * 0x1p-53 * sqrt(sq_mean + spread);
  return {sqrt(sq) * (1.0 - k_bound_slack) - off, sqrt(sq + spread) * (1.0 + k_bound_slack) + off};
}

template <class Y>
__device__ __forceinline__ bool is_empty(const Groups<Y>& groups, std::int64_t c) {
  return groups.starts[c] == groups.starts[c + 1];
}

/// The smallest upper bound among clusters other than `own`, and the first that has it; `own` when there is none.
struct Runner {
  double upper;
  std::int64_t cluster;
};

template <class Y>
__device__ __forceinline__ Runner runner_up(const Groups<Y>& groups, const Moments& moments, std::int64_t p,
                                            std::int64_t own) {
  Runner best{0.0, own};
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (c == own || is_empty(groups, c)) continue;
    const double upper = mean_distance_bounds(groups, moments, p, c).upper;
    if (best.cluster == own || upper < best.upper) best = {upper, c};
  }
  return best;
}

/// keys[p] = (cluster, runner-up): sorted by them, a tile's rows have much the same clusters to look at. One block of
/// k_tile_rows threads per tile.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    runner_up_keys(const Groups<Y> groups, const Moments moments, std::uint64_t* keys) {
  const Tile tile = groups.tiles[blockIdx.x];
  const int row = static_cast<int>(threadIdx.x);
  if (row >= tile.rows) return;
  const std::int64_t p = tile.begin + row;
  const auto runner = static_cast<std::uint64_t>(runner_up(groups, moments, p, tile.cluster).cluster);
  keys[p] = static_cast<std::uint64_t>(tile.cluster) << 32 | runner;
}

/// Units in which `rows` distances of mean at most `upper` stay below 2^60: a power of two that is a normal Y.
template <class Y>
__device__ __forceinline__ Y sum_scale(double upper, std::int64_t rows) {
  constexpr int limit = sizeof(Y) == sizeof(float) ? 126 : 1000;
  const double largest = upper * static_cast<double>(rows);
  const int exponent = largest > 0.0 ? 59 - ilogb(largest) : limit;
  return static_cast<Y>(ldexp(1.0, max(-limit, min(limit, exponent))));
}

/// Fills needs and scales of a batch (PairSums); needs start at 0. Without `prune` every cluster matters. Block b of
/// k_tile_rows threads does tile batch.first_tile + b.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows) cluster_needs(const Groups<Y> groups, const Moments moments,
                                                             const Batch batch, bool prune, std::int32_t* needs,
                                                             Y* scales) {
  const Tile tile = groups.tiles[batch.first_tile + blockIdx.x];
  const int row = static_cast<int>(threadIdx.x);
  if (row >= tile.rows) return;
  const std::int64_t p = tile.begin + row;
  const double best = runner_up(groups, moments, p, tile.cluster).upper;
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (is_empty(groups, c)) continue;
    const Bounds bounds = mean_distance_bounds(groups, moments, p, c);
    scales[c * batch.rows + (p - batch.first_row)] = sum_scale<Y>(bounds.upper, groups.starts[c + 1] - groups.starts[c]);
    if (c == tile.cluster || !prune || bounds.lower <= best) atomicOr(&needs[blockIdx.x * groups.k + c], 1);
  }
}

/// The means of the batch's rows: own[r] and nearest[r] for r = rows[place], in the points' own scale. Block b of
/// k_tile_rows threads does tile batch.first_tile + b.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    finish_means(const Groups<Y> groups, const Batch batch, const PairSums<Y> in, const std::int64_t* rows,
                 double unit, double* own, double* nearest) {
  const Tile tile = groups.tiles[batch.first_tile + blockIdx.x];
  const int line = static_cast<int>(threadIdx.x);
  if (line >= tile.rows) return;
  const std::int64_t p = tile.begin + line;
  double own_mean = 0.0, smallest = 0.0;
  bool any = false;
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (in.needs[blockIdx.x * groups.k + c] == 0) continue;
    const std::int64_t at = c * batch.rows + (p - batch.first_row);
    const double sum = static_cast<double>(static_cast<long long>(in.sums[at])) / static_cast<double>(in.scales[at]);
    const std::int64_t members = groups.starts[c + 1] - groups.starts[c] - (c == tile.cluster ? 1 : 0);
    const double mean = members > 0 ? sum / static_cast<double>(members) * unit : 0.0;
    if (c == tile.cluster) {
      own_mean = mean;
    } else if (!any || mean < smallest) {
      smallest = mean;
      any = true;
    }
  }
  own[rows[p]] = own_mean;
  nearest[rows[p]] = smallest;
}

}  // namespace shoal::cuda
