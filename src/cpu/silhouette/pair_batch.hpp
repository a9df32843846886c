// Sums of distances from rows to whole clusters, for as many pairs of clusters at a time as O(n) memory holds.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "cpu/silhouette/cluster_bounds.hpp"
#include "cpu/silhouette/cluster_tiles.hpp"

namespace shoal::cpu {

/// The rows of one cluster and their sums over another one, or over their own. What belongs to them lies in the batch's
/// arrays: a number for each lane, a flag for each tile.
struct PairSide {
  std::int64_t cluster, other;
  std::int64_t first_lane, first_tile;
};

/// Two clusters, or one with itself: then there is one side.
struct ClusterPair {
  PairSide low, high;
  bool own() const { return low.cluster == low.other; }
};

/// Pairs of clusters with sums of their rows. Sums are whole numbers, which have no order: of each pair of tiles a row gets
/// the sum of the distances to at most k_tile_rows rows, always made in the same order, in units of its own (a power of
/// two for each row and cluster, which keeps the total below 2^60), rounded. A total has 2^59 / sqrt(rows of the cluster)
/// units at the least, so that the roundings cost nothing.
template <class Y>
class PairBatch {
 public:
  struct Limits {
    const std::vector<double>& of_row;  ///< of order_by_candidates()
    bool prune;                         ///< without, every cluster is looked at
  };

  PairBatch(const TileKernels<Y>& kernels, ThreadPool& threads, const ClusterTiles<Y>& tiles)
      : kernels_(kernels), threads_(threads), tiles_(tiles) {}

  bool empty() const { return pairs_.empty(); }
  std::int64_t lanes() const { return lanes_; }
  void add(std::int64_t low, std::int64_t high);
  /// Computes all sums that matter.
  void run(const Moments& moments, const Limits& limits);
  /// Calls f(row of the host, cluster of the row, the other cluster, sum of distances) for all sums that matter.
  template <class F>
  void for_each_sum(const F& f) const {
    for (const ClusterPair& pair : pairs_) {
      for_each_sum(pair.low, f);
      if (!pair.own()) for_each_sum(pair.high, f);
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
  /// Tiles of an item at the most: their sums stay on the stack, and the others' sums are handed over less often.
  static constexpr std::int64_t k_item_tiles = 16;

  template <class F>
  void for_each_sum(const PairSide& side, const F& f) const {
    const auto rows = tiles_.rows(side.cluster);
    for (std::int64_t p = 0; p < std::ssize(rows); ++p) {
      if (!needs(side, p / k_tile_rows)) continue;
      const auto lane = static_cast<std::size_t>(side.first_lane + p);
      f(rows[static_cast<std::size_t>(p)], side.cluster, side.other,
        static_cast<double>(totals_[lane]) / static_cast<double>(units_[lane]));
    }
  }

  PairSide make_side(std::int64_t cluster, std::int64_t other);
  void prepare(const PairSide& side, const Moments& moments, const Limits& limits);
  std::vector<Item> items() const;
  void run_item(const Item& item);
  bool add_tile_pair(const ClusterPair& pair, std::int64_t i, std::int64_t j, std::int64_t* rows, std::int64_t* cols);
  void hand_over(const ClusterPair& pair, const PairSide& side, std::int64_t tile, const std::int64_t* sums);
  bool needs(const PairSide& side, std::int64_t tile) const {
    return needs_[static_cast<std::size_t>(side.first_tile + tile)] != 0;
  }

  const TileKernels<Y>& kernels_;
  ThreadPool& threads_;
  const ClusterTiles<Y>& tiles_;
  std::vector<ClusterPair> pairs_;
  std::int64_t lanes_ = 0, flags_ = 0;
  std::vector<Y> units_;              ///< for each lane: by how much distances are multiplied
  std::vector<std::int64_t> totals_;  ///< for each lane
  std::vector<std::uint8_t> needs_;   ///< for each tile of a side: whether the sums of its rows matter
  std::array<std::mutex, 64> locks_;  ///< of the totals, a pair the one of its number
  std::atomic<std::int64_t> computed_{0};
};

extern template class PairBatch<float>;
extern template class PairBatch<double>;

}  // namespace shoal::cpu
