// Bounds on the mean distance of a row to a cluster, from the moments of the cluster. They tell which clusters can be the
// nearest to a row, and in which units to add up its distances.
//
// Let x be a row, y the members of a cluster, m their mean, V their mean squared distance to m, and D = |x - y|. Then
//     |x - m| <= mean D <= sqrt(|x - m|^2 + V):
// on the left by Jensen's inequality, on the right because mean D^2 = |x - m|^2 + V. In many dimensions distances differ
// little from their root mean square, and Hoelder's inequality gives a better lower bound:
//     mean D >= (mean D^2)^(3/2) / (mean D^4)^(1/2).
// With u = x - m and z = y - m, D^2 = |u|^2 - 2 u'z + |z|^2, so
//     mean D^4 = |u|^4 + 2 |u|^2 V + mean |z|^4 - 4 u' mean(|z|^2 z) + 4 u' mean(z z') u.
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
  std::vector<double> fourth;    ///< k: mean |z|^4; this and the two below are empty where they do not pay
  std::vector<double> cubes;     ///< k x d: mean(|z|^2 z)
  std::vector<double> products;  ///< k x d x d: mean(z z')
  double error = 0.0;            ///< upper bound on the distance of a computed mean from the true one

  const double* mean_of(std::int64_t c) const { return mean.data() + c * cols; }
};

template <class Y>
Moments make_moments(const TileKernels<Y>& kernels, ThreadPool& threads, const ClusterTiles<Y>& tiles);

/// Orders the rows of each cluster by the set of clusters that may be their nearest other one, and fills the tiles anew: then
/// few clusters matter to a tile. Returns a limit for each row of the host: a cluster is ruled out for the row when
/// (lower bound on the mean distance)^2 > limit.
template <class Y>
std::vector<double> order_by_candidates(const TileKernels<Y>& kernels, ThreadPool& threads, const Moments& moments,
                                        std::int64_t rows, ClusterTiles<Y>& tiles);

/// Bounds on the mean distances of a tile's rows to one cluster.
template <class Y>
class TileBounds {
 public:
  TileBounds(const TileKernels<Y>& kernels, const Moments& moments, const RowTile<Y>& tile, std::int64_t cluster);

  /// Whether the cluster can be the nearest of any row of the tile. `limits`: those of the tile's rows.
  bool any_below(const double* limits) const;
  /// out[r]: whether the cluster can be the nearest of row r. Returns for how many rows it can.
  std::int64_t below(const double* limits, bool* out) const;
  /// For each row up to the stride a power of two, a normal number: the distances from the row to all `members` of the
  /// cluster, times this, add up to less than 2^60.
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
