// Bounds on the mean distance of a row to a cluster. They tell which clusters can be a row's nearest, and in which
// units its distances are added up.
//
// Let m be the mean of the cluster's members y, V their mean squared distance to m, x the row, and D = |x - y|. Then |x
// - m| <= mean D (Jensen), and mean D^2 = |x - m|^2 + V, so mean D <= sqrt(|x - m|^2 + V). In many dimensions distances
// differ little from their root mean square, as Hoelder's inequality says: mean D >= (mean D^2)^(3/2) / (mean
// D^4)^(1/2). With u = x - m and z = y - m, D^2 = |u|^2 - 2 u'z + |z|^2 gives
//   mean D^4 = |u|^4 + 2 |u|^2 V + mean |z|^4 - 4 u' mean(|z|^2 z) + 4 u' mean(z z') u.
#pragma once

#include <cstdint>
#include <limits>

#include "cuda/silhouette/groups.hpp"
#include "cuda/silhouette/silhouette.cuh"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// Relative slack of the bounds for the rounding of distances, of their sums and of the bounds themselves: the
/// silhouette is accurate to 1e-6.
inline constexpr double k_bound_slack = 1e-5;

/// A row relative to a cluster: |x - m|^2, V, and how far the computed mean may lie from m because of rounding. For a
/// cluster of r rows, that is less than (r / 2^12 + 32) 2^-53 times the root mean square of the cluster's values.
struct Offset {
  double sq, spread, error;

  __device__ double upper() const { return sqrt(sq + spread) * (1.0 + k_bound_slack) + error; }
};

/// The offset of the row at place p from cluster c. O(d) in double.
template <class Y>
__device__ __forceinline__ Offset offset_to(const Groups<Y>& groups, const Moments& moments, std::int64_t p,
                                            std::int64_t c) {
  const double* mean = moments.mean + c * groups.cols;
  double sq = 0.0, sq_mean = 0.0;
  for (std::int64_t j = 0; j < groups.cols; ++j) {
    const double t = static_cast<double>(groups.values[j * groups.rows + p]) - mean[j];
    sq = fma(t, t, sq);
    sq_mean = fma(mean[j], mean[j], sq_mean);
  }
  const double spread = moments.central[c * moments.width];
  const auto rows = static_cast<double>(groups.starts[c + 1] - groups.starts[c]);
  return {sq, spread, (rows * 0x1p-12 + 32.0) * 0x1p-53 * sqrt(sq_mean + spread)};
}

/// An upper bound on mean D^4 for the row at place p and cluster c, from the cluster's fourth moments. O(d^2) in
/// double.
template <class Y>
__device__ __forceinline__ double mean_fourth_power(const Groups<Y>& groups, const Moments& moments, std::int64_t p,
                                                    std::int64_t c, const Offset& offset) {
  const std::int64_t d = groups.cols;
  const double* mean = moments.mean + c * d;
  const double* cubes = moments.central + c * moments.width + 2;
  const double* products = cubes + d;
  const auto u = [&](std::int64_t j) { return static_cast<double>(groups.values[j * groups.rows + p]) - mean[j]; };
  double linear = 0.0, quadratic = 0.0;
  for (std::int64_t i = 0; i < d; ++i) {
    double product = 0.5 * products[i * d + i] * u(i);
    for (std::int64_t j = 0; j < i; ++j) product = fma(products[i * d + j], u(j), product);
    quadratic = fma(2.0 * product, u(i), quadratic);
    linear = fma(cubes[i], u(i), linear);
  }
  const double even = offset.sq * (offset.sq + 2.0 * offset.spread) + cubes[-1];
  const double shift = 4.0 * offset.sq * sqrt(offset.sq) * offset.error;
  return (even + 4.0 * (quadratic - linear)) + (0x1p-30 * even + shift);
}

/// True only if the mean distance of the row at place p to cluster c is > bar.
template <class Y>
__device__ __forceinline__ bool surely_above(const Groups<Y>& groups, const Moments& moments, std::int64_t p,
                                             std::int64_t c, const Offset& offset, double bar) {
  const double distance = sqrt(offset.sq);
  if (distance * (1.0 - k_bound_slack) - offset.error > bar) return true;
  if (moments.width == 1 || !(offset.upper() > bar)) return false;
  const double fourth = mean_fourth_power(groups, moments, p, c, offset);
  const double square = offset.sq + offset.spread - 2.0 * distance * offset.error;
  // the powers may have overflowed, or lost digits to underflow
  if (!(fourth > 1e-280 && fourth < 1e280 && square > 0.0)) return false;
  return square * sqrt(square / fourth) * (1.0 - k_bound_slack) > bar;
}

template <class Y>
__device__ __forceinline__ bool is_empty(const Groups<Y>& groups, std::int64_t c) {
  return groups.starts[c] == groups.starts[c + 1];
}

/// The smallest upper bound on the mean distance of the row at place p to a cluster other than `own`; +infinity when
/// there is no other cluster.
template <class Y>
__device__ __forceinline__ double nearest_upper(const Groups<Y>& groups, const Moments& moments, std::int64_t p,
                                                std::int64_t own) {
  double best = std::numeric_limits<double>::infinity();
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (c == own || is_empty(groups, c)) continue;
    best = fmin(best, offset_to(groups, moments, p, c).upper());
  }
  return best;
}

/// keys[p] = cluster * 2^32 + a word with bit c % 32 set for each other cluster c that may be nearest to the row at
/// place p. After a sort by these keys, the rows of a tile need distances to much the same clusters. One block of
/// k_tile_rows threads for each tile.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    candidate_keys(const Groups<Y> groups, const Moments moments, std::uint64_t* keys) {
  const Tile tile = groups.tiles[blockIdx.x];
  const int row = static_cast<int>(threadIdx.x);
  if (row >= tile.rows) return;
  const std::int64_t p = tile.begin + row;
  const double bar = nearest_upper(groups, moments, p, tile.cluster);
  std::uint64_t key = static_cast<std::uint64_t>(tile.cluster) << 32;
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (c == tile.cluster || is_empty(groups, c)) continue;
    if (!surely_above(groups, moments, p, c, offset_to(groups, moments, p, c), bar)) key |= std::uint64_t{1} << c % 32;
  }
  keys[p] = key;
}

/// The power of two, a normal Y, by which distances are multiplied so that the sum of `rows` of them stays below 2^60
/// when their mean is at most `upper`.
template <class Y>
__device__ __forceinline__ Y sum_scale(double upper, std::int64_t rows) {
  constexpr int limit = sizeof(Y) == sizeof(float) ? 126 : 1000;
  const double largest = upper * static_cast<double>(rows);
  const int exponent = largest > 0.0 ? 59 - ilogb(largest) : limit;
  return static_cast<Y>(ldexp(1.0, max(-limit, min(limit, exponent))));
}

/// Fills needs and scales (PairSums) of a range of tiles; needs are 0 before. Without `prune` every cluster is needed.
/// Block b, of k_tile_rows threads, does tile range.first_tile + b.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    cluster_needs(const Groups<Y> groups, const Moments moments, const TileRange range, bool prune, std::int32_t* needs,
                  Y* scales) {
  const Tile tile = groups.tiles[range.first_tile + blockIdx.x];
  const int row = static_cast<int>(threadIdx.x);
  if (row >= tile.rows) return;
  const std::int64_t p = tile.begin + row;
  const double bar = nearest_upper(groups, moments, p, tile.cluster);
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (is_empty(groups, c)) continue;
    const Offset offset = offset_to(groups, moments, p, c);
    scales[c * range.rows + (p - range.first_row)] =
        sum_scale<Y>(offset.upper(), groups.starts[c + 1] - groups.starts[c]);
    if (c == tile.cluster || !prune || !surely_above(groups, moments, p, c, offset, bar))
      atomicOr(&needs[blockIdx.x * groups.k + c], 1);
  }
}

/// Writes own[r] and nearest[r], the mean distances of row r = rows[place], for each row of the range, in the scale of
/// the points themselves. Block b, of k_tile_rows threads, does tile range.first_tile + b.
template <class Y>
__global__ void __launch_bounds__(k_tile_rows)
    finish_means(const Groups<Y> groups, const TileRange range, const PairSums<Y> in, const std::int64_t* rows,
                 double unit, double* own, double* nearest) {
  const Tile tile = groups.tiles[range.first_tile + blockIdx.x];
  const int line = static_cast<int>(threadIdx.x);
  if (line >= tile.rows) return;
  const std::int64_t p = tile.begin + line;
  double own_mean = 0.0, smallest = 0.0;
  bool any = false;
  for (std::int64_t c = 0; c < groups.k; ++c) {
    if (in.needs[blockIdx.x * groups.k + c] == 0) continue;
    const std::int64_t at = c * range.rows + (p - range.first_row);
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
