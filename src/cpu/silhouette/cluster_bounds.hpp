// Bounds on the mean distance of a row to a cluster, from the cluster's moments, and what follows from them: which clusters
// can be a row's nearest, and in which units to add up its distances.
//
// With m the mean of the cluster's members y, D = |x - y|, and V their mean squared distance to m: |x - m| <= mean D
// (Jensen) and mean D^2 = |x - m|^2 + V, so mean D <= sqrt(|x - m|^2 + V). In many dimensions distances differ little from
// their root mean square, and Hoelder's inequality says so: mean D >= (mean D^2)^(3/2) / (mean D^4)^(1/2). With u = x - m
// and z = y - m, D^2 = |u|^2 - 2 u'z + |z|^2 gives
//   mean D^4 = |u|^4 + 2 |u|^2 V + mean |z|^4 - 4 u' mean(|z|^2 z) + 4 u' mean(z z') u.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/silhouette/cluster_tiles.hpp"

namespace shoal::cpu {

/// Means and central moments of clusters. Memory: O(k d), with fourth moments O(k d^2).
struct Moments {
  std::int64_t cols = 0;
  std::vector<double> mean;      ///< k x d
  std::vector<double> spread;    ///< k: V
  std::vector<double> fourth;    ///< k: mean |z|^4; it and those below are empty where they do not pay
  std::vector<double> cubes;     ///< k x d: mean(|z|^2 z)
  std::vector<double> products;  ///< k x d x d: mean(z z')
  double error = 0.0;            ///< how far off a mean may be by rounding

  const double* mean_of(std::int64_t c) const { return mean.data() + c * cols; }
};

template <class Y>
Moments make_moments(const TileKernels<Y>& kernels, ThreadPool& threads, const ClusterTiles<Y>& tiles);

/// Puts rows with much the same candidates for the nearest other cluster beside each other within their clusters and fills
/// the tiles anew: then few clusters matter to a tile. Returns for each row of the host a number that the square of a
/// cluster's lower bound must exceed to rule the cluster out.
template <class Y>
std::vector<double> order_by_candidates(const TileKernels<Y>& kernels, ThreadPool& threads, const Moments& moments,
                                        std::int64_t rows, ClusterTiles<Y>& tiles);

/// The bounds of a tile's rows to one cluster.
template <class Y>
class TileBounds {
 public:
  TileBounds(const TileKernels<Y>& kernels, const Moments& moments, const RowTile<Y>& tile, std::int64_t cluster);

  /// Whether the cluster can be the nearest to one of the tile's rows; `limits` are those of the rows.
  bool any_below(const double* limits) const;
  /// Sets for each of the tile's rows whether the cluster can be its nearest. Returns how many.
  std::int64_t below(const double* limits, bool* out) const;
  /// Powers of two that are normal numbers: distances to all `members` of the cluster, times these, stay below 2^60. One
  /// for each row up to the stride.
  void units(std::int64_t members, Y* out) const;

 private:
  std::int64_t below_by_fourth(const double* limits, bool* out) const;

  const TileKernels<Y>& kernels_;
  const Moments& moments_;
  const RowTile<Y> tile_;
  const std::int64_t cluster_;
  alignas(64) double sq_[k_tile_rows];  ///< squared distances to the mean
};

extern template class TileBounds<float>;
extern template class TileBounds<double>;

}  // namespace shoal::cpu
