#include "cpu/silhouette/pair_batch.hpp"

#include <algorithm>
#include <cmath>

#include "base/at.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// A task computes at least this many pairs of rows.
constexpr double k_task_pairs = 1 << 18;

/// Adds the sums in whole units.
template <class Y>
void add_units(const Y* sums, const Y* units, std::int64_t rows, std::int64_t* totals) {
  for (std::int64_t r = 0; r < rows; ++r) {
    totals[r] += std::llrint(static_cast<double>(sums[r]) * static_cast<double>(units[r]));
  }
}

}  // namespace

template <class Y>
PairSide PairBatch<Y>::make_side(std::int64_t cluster, std::int64_t other) {
  const PairSide side{cluster, other, lanes_, flags_};
  lanes_ += tiles_.lanes(cluster);
  flags_ += tiles_.tiles(cluster);
  return side;
}

template <class Y>
void PairBatch<Y>::add(std::int64_t low, std::int64_t high) {
  const PairSide side = make_side(low, high);
  pairs_.push_back({side, low == high ? side : make_side(high, low)});
}

template <class Y>
void PairBatch<Y>::clear() {
  pairs_.clear();
  lanes_ = flags_ = 0;
}

template <class Y>
void PairBatch<Y>::prepare(const PairSide& side, const Moments& moments, const Limits& limits) {
  const auto rows = tiles_.rows(side.cluster);
  for (std::int64_t t = 0; t < tiles_.tiles(side.cluster); ++t) {
    const RowTile<Y> tile = tiles_.tile(side.cluster, t);
    const TileBounds<Y> bounds(kernels_, moments, tile, side.other);
    double limit[k_tile_rows];
    for (std::int64_t r = 0; r < tile.rows; ++r) limit[r] = limits.of_row[at(rows[at(t * k_tile_rows + r)])];
    const bool needed = side.cluster == side.other || !limits.prune || bounds.any_below(limit);
    needs_[at(side.first_tile + t)] = needed ? 1 : 0;
    if (needed) bounds.units(tiles_.size(side.other), units_.data() + side.first_lane + t * k_tile_rows);
  }
}

template <class Y>
auto PairBatch<Y>::items() const -> std::vector<Item> {
  std::vector<Item> items;
  for (std::int64_t p = 0; p < std::ssize(pairs_); ++p) {
    const std::int64_t tiles = tiles_.tiles(pairs_[at(p)].low.cluster);
    for (std::int64_t begin = 0; begin < tiles; begin += k_item_tiles) {
      items.push_back({p, begin, std::min(tiles, begin + k_item_tiles)});
    }
  }
  return items;
}

template <class Y>
void PairBatch<Y>::run(const Moments& moments, const Limits& limits) {
  units_.resize(at(lanes_));
  needs_.resize(at(flags_));
  totals_.assign(at(lanes_), 0);
  const double bound_work = static_cast<double>(lanes_) * static_cast<double>(tiles_.cols());
  run_tasks(threads_, std::ssize(pairs_), bound_work, [&](std::int64_t p, int) {
    prepare(pairs_[at(p)].low, moments, limits);
    if (!pairs_[at(p)].is_one_cluster()) prepare(pairs_[at(p)].high, moments, limits);
  });
  const std::vector<Item> all = items();
  // Each task takes consecutive items. The last one ends with the last item.
  std::vector<std::int64_t> ends;
  double pairs = 0.0, work = 0.0;
  for (std::int64_t i = 0; i < std::ssize(all); ++i) {
    const std::int64_t rows = (all[at(i)].end - all[at(i)].begin) * k_tile_rows;
    pairs += static_cast<double>(rows) * static_cast<double>(tiles_.size(pairs_[at(all[at(i)].pair)].high.cluster));
    if (pairs < k_task_pairs && i + 1 < std::ssize(all)) continue;
    ends.push_back(i + 1);
    work += pairs * static_cast<double>(tiles_.cols());
    pairs = 0.0;
  }
  run_tasks(threads_, std::ssize(ends), work, [&](std::int64_t task, int) {
    for (std::int64_t i = task == 0 ? 0 : ends[at(task - 1)]; i < ends[at(task)]; ++i) run_item(all[at(i)]);
  });
}

/// Adds the distances between tile i of the lower cluster and tile j of the higher one. Returns whether `cols` got sums.
template <class Y>
bool PairBatch<Y>::add_tile_pair(const ClusterPair& pair, std::int64_t i, std::int64_t j, std::int64_t* rows,
                                 std::int64_t* cols) {
  const bool same = pair.is_one_cluster() && i == j;
  const bool of_rows = needs(pair.low, i), of_cols = !same && needs(pair.high, j);
  if (!of_rows && !of_cols) return false;
  const RowTile<Y> a = tiles_.tile(pair.low.cluster, i), b = tiles_.tile(pair.high.cluster, j);
  Y row_sums[k_tile_rows], col_sums[k_tile_rows];
  kernels_.pair_sums(a, b, tiles_.cols(), row_sums, col_sums);
  computed_.fetch_add(1, std::memory_order_relaxed);
  if (of_rows) add_units(row_sums, units_.data() + pair.low.first_lane + i * k_tile_rows, a.rows, rows);
  if (of_cols) add_units(col_sums, units_.data() + pair.high.first_lane + j * k_tile_rows, b.rows, cols);
  return of_cols;
}

template <class Y>
void PairBatch<Y>::run_item(const Item& item) {
  const ClusterPair& pair = pairs_[at(item.pair)];
  std::int64_t rows[k_item_tiles][k_tile_rows] = {};
  for (std::int64_t j = pair.is_one_cluster() ? item.begin : 0; j < tiles_.tiles(pair.high.cluster); ++j) {
    std::int64_t cols[k_tile_rows] = {};
    bool any = false;
    // Within one cluster each pair of tiles is computed once.
    const std::int64_t end = pair.is_one_cluster() ? std::min(item.end, j + 1) : item.end;
    for (std::int64_t i = item.begin; i < end; ++i) any |= add_tile_pair(pair, i, j, rows[i - item.begin], cols);
    if (any) add_totals(pair, pair.high, j, cols);
  }
  for (std::int64_t i = item.begin; i < item.end; ++i) {
    if (needs(pair.low, i)) add_totals(pair, pair.low, i, rows[i - item.begin]);
  }
}

template <class Y>
void PairBatch<Y>::add_totals(const ClusterPair& pair, const PairSide& side, std::int64_t tile,
                              const std::int64_t* sums) {
  const std::lock_guard lock(locks_[at(&pair - pairs_.data()) % locks_.size()]);
  std::int64_t* totals = totals_.data() + side.first_lane + tile * k_tile_rows;
  const std::int64_t rows = tiles_.tile(side.cluster, tile).rows;
  for (std::int64_t r = 0; r < rows; ++r) totals[r] += sums[r];
}

template class PairBatch<float>;
template class PairBatch<double>;

}  // namespace shoal::cpu
