// Sums of distances from rows to whole clusters. A batch holds as many pairs of clusters as fit in O(n) memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "base/at.hpp"
#include "cpu/silhouette/cluster_bounds.hpp"
#include "cpu/silhouette/cluster_tiles.hpp"

namespace shoal::cpu {

/// The rows of one cluster and the sums of their distances to the rows of another one, or of their own. The arrays of the batch
/// hold a number for each lane and a flag for each tile.
struct PairSide {
  std::int64_t cluster, other;
  std::int64_t first_lane, first_tile;
};

/// Two clusters, or one cluster with itself: then both sides are the same.
struct ClusterPair {
  PairSide low, high;
  bool is_one_cluster() const { return low.cluster == low.other; }
};

/// Pairs of clusters with the sums of their rows. For each pair of tiles a row gets the sum of its distances to at most
/// k_tile_rows rows, always added up in the same order. The sum is rounded to whole units, a power of two for each row and
/// cluster that keeps the total below 2^60. Totals are sums of whole numbers, so the order of tiles does not matter. A total
/// has at least 2^59 / sqrt(rows of the cluster) units, so the roundings cost no accuracy.
template <class Y>
class PairBatch {
 public:
  struct Limits {
    const std::vector<double>& of_row;  ///< of order_by_candidates()
    bool prune;                         ///< whether limits rule clusters out
  };

  PairBatch(const TileKernels<Y>& kernels, ThreadPool& threads, const ClusterTiles<Y>& tiles)
      : kernels_(kernels), threads_(threads), tiles_(tiles) {}

  bool empty() const { return pairs_.empty(); }
  std::int64_t lanes() const { return lanes_; }
  void add(std::int64_t low, std::int64_t high);
  /// Computes the sums of all tiles for which the other cluster can be the nearest, or is their own.
  void run(const Moments& moments, const Limits& limits);
  /// Calls f(row of the host, cluster of the row, other cluster, sum of distances) for the rows of these tiles.
  template <class F>
  void for_each_sum(const F& f) const {
    for (const ClusterPair& pair : pairs_) {
      for_each_sum(pair.low, f);
      if (!pair.is_one_cluster()) for_each_sum(pair.high, f);
    }
  }
  void clear();
  /// Pairs of tiles computed by all runs.
  std::int64_t computed() const { return computed_; }

 private:
  /// Tiles [begin, end) of the lower cluster of a pair against all of the higher one.
  struct Item {
    std::int64_t pair, begin, end;
  };
  /// An item has at most this many tiles. Their sums stay on the stack until the end of the item; those of the higher cluster
  /// are added to the totals once for each of its tiles.
  static constexpr std::int64_t k_item_tiles = 16;

  template <class F>
  void for_each_sum(const PairSide& side, const F& f) const {
    const auto rows = tiles_.rows(side.cluster);
    for (std::int64_t p = 0; p < std::ssize(rows); ++p) {
      if (!needs(side, p / k_tile_rows)) continue;
      const std::size_t lane = at(side.first_lane + p);
      f(rows[at(p)], side.cluster, side.other, static_cast<double>(totals_[lane]) / static_cast<double>(units_[lane]));
    }
  }

  PairSide make_side(std::int64_t cluster, std::int64_t other);
  void prepare(const PairSide& side, const Moments& moments, const Limits& limits);
  std::vector<Item> items() const;
  void run_item(const Item& item);
  bool add_tile_pair(const ClusterPair& pair, std::int64_t i, std::int64_t j, std::int64_t* rows, std::int64_t* cols);
  void add_totals(const ClusterPair& pair, const PairSide& side, std::int64_t tile, const std::int64_t* sums);
  bool needs(const PairSide& side, std::int64_t tile) const { return needs_[at(side.first_tile + tile)] != 0; }

  const TileKernels<Y>& kernels_;
  ThreadPool& threads_;
  const ClusterTiles<Y>& tiles_;
  std::vector<ClusterPair> pairs_;
  std::int64_t lanes_ = 0, flags_ = 0;
  std::vector<Y> units_;              ///< for each lane: the factor that turns distances into units
  std::vector<std::int64_t> totals_;  ///< for each lane: the sum in units
  std::vector<std::uint8_t> needs_;   ///< for each tile of a side: whether the sums of its rows are computed
  std::array<std::mutex, 64> locks_;  ///< lock p % 64 guards the totals of pair p
  std::atomic<std::int64_t> computed_{0};
};

extern template class PairBatch<float>;
extern template class PairBatch<double>;

}  // namespace shoal::cpu
