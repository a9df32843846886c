#include "cpu/silhouette/cluster_bounds.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/at.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// Relative room for the rounding of distances, of their sums and of the bounds. The silhouette is right to 1e-6.
constexpr double k_slack = 1e-5;

/// Fourth moments cost d^2 operations for each row and cluster.
bool fourth_moments_pay(std::int64_t rows, std::int64_t k, std::int64_t d) {
  return d <= k_max_moment_cols && 16 * k * d <= rows;
}

/// Makes the mean, the spread and, where there is room for them, the fourth moments of one cluster, tile by tile.
template <class Y>
class ClusterMoments {
 public:
  ClusterMoments(const TileKernels<Y>& kernels, const ClusterTiles<Y>& tiles, std::int64_t c, Moments& moments)
      : kernels_(kernels), tiles_(tiles), d_(tiles.cols()), c_(c), moments_(moments) {}

  void make() {
    double* mean = moments_.mean.data() + c_ * d_;
    for (std::int64_t t = 0; t < tiles_.tiles(c_); ++t) {
      const RowTile<Y> tile = tiles_.tile(c_, t);
      for (std::int64_t j = 0; j < d_; ++j) {
        double sum = 0.0;
        for (std::int64_t r = 0; r < tile.rows; ++r) sum += static_cast<double>(tile.values[j * tile.stride + r]);
        mean[j] += sum;
      }
    }
    divide(mean, d_);
    for (std::int64_t t = 0; t < tiles_.tiles(c_); ++t) add_central(tiles_.tile(c_, t));
    divide(&moments_.spread[at(c_)], 1);
    if (moments_.fourth.empty()) return;
    divide(&moments_.fourth[at(c_)], 1);
    divide(moments_.cubes.data() + c_ * d_, d_);
    divide(moments_.products.data() + c_ * d_ * d_, d_ * d_);
  }

 private:
  void divide(double* sums, std::int64_t count) const {
    for (std::int64_t i = 0; i < count; ++i) sums[i] /= static_cast<double>(tiles_.size(c_));
  }

  void add_central(const RowTile<Y>& tile) {
    alignas(64) double sq[k_tile_rows];
    kernels_.offsets(tile, d_, moments_.mean_of(c_), sq);
    double sum = 0.0;
    for (std::int64_t r = 0; r < tile.rows; ++r) sum += sq[r];
    moments_.spread[at(c_)] += sum;
    if (!moments_.fourth.empty()) add_fourth(tile, sq);
  }

  void add_fourth(const RowTile<Y>& tile, const double* sq) {
    const double* mean = moments_.mean_of(c_);
    double* cubes = moments_.cubes.data() + c_ * d_;
    double* products = moments_.products.data() + c_ * d_ * d_;
    double z[k_max_moment_cols];
    for (std::int64_t r = 0; r < tile.rows; ++r) {
      moments_.fourth[at(c_)] += sq[r] * sq[r];
      for (std::int64_t i = 0; i < d_; ++i) {
        z[i] = static_cast<double>(tile.values[i * tile.stride + r]) - mean[i];
        cubes[i] += sq[r] * z[i];
        for (std::int64_t j = 0; j <= i; ++j) products[i * d_ + j] += z[i] * z[j];
      }
    }
  }

  const TileKernels<Y>& kernels_;
  const ClusterTiles<Y>& tiles_;
  const std::int64_t d_, c_;
  Moments& moments_;
};

/// A sum of m numbers that is made tile by tile is off by less than (k_tile_rows + m / k_tile_rows) 2^-53 times the sum of
/// their magnitudes. The mean magnitude of the rows is at most their root mean square.
template <class Y>
double largest_error(const ClusterTiles<Y>& tiles, const Moments& moments) {
  double largest = 0.0;
  for (std::int64_t c = 0; c < tiles.k(); ++c) {
    double sq = moments.spread[at(c)];
    for (std::int64_t j = 0; j < moments.cols; ++j) sq += moments.mean_of(c)[j] * moments.mean_of(c)[j];
    const double roundings = static_cast<double>(k_tile_rows + tiles.tiles(c) + 8);
    if (tiles.size(c) > 0) largest = std::max(largest, roundings * 0x1p-53 * std::sqrt(sq));
  }
  return largest;
}

/// The place of a set of up to 32 elements in a Gray code: sets that follow each other there differ in one element.
std::uint32_t gray_code_place(std::uint32_t set) {
  for (int shift = 1; shift < 32; shift *= 2) set ^= set >> shift;
  return set;
}

/// Finds the limits and the order of the rows of one cluster (order_by_candidates()).
template <class Y>
class ClusterOrder {
 public:
  ClusterOrder(const TileKernels<Y>& kernels, const Moments& moments, ClusterTiles<Y>& tiles, std::int64_t cluster,
               std::vector<double>& limits)
      : kernels_(kernels),
        moments_(moments),
        tiles_(tiles),
        cluster_(cluster),
        rows_(tiles.rows(cluster)),
        limits_(limits) {}

  void make() {
    std::vector<std::uint64_t>
        keys;  // high half: place of its candidates in the Gray code; low half: its place in the cluster
    keys.reserve(rows_.size());
    for (std::int64_t t = 0; t < tiles_.tiles(cluster_); ++t) {
      const RowTile<Y> tile = tiles_.tile(cluster_, t);
      double limits[k_tile_rows];
      std::uint32_t candidates[k_tile_rows] = {};
      find_limits(tile, limits);
      find_candidates(tile, limits, candidates);
      for (std::int64_t r = 0; r < tile.rows; ++r) {
        limits_[at(rows_[keys.size()])] = limits[r];
        keys.push_back(std::uint64_t{gray_code_place(candidates[r])} << 32 | keys.size());
      }
    }
    std::sort(keys.begin(), keys.end());
    const std::vector<std::int64_t> before(rows_.begin(), rows_.end());
    for (std::size_t i = 0; i < keys.size(); ++i) rows_[i] = before[keys[i] & 0xffffffffu];
  }

 private:
  template <class F>
  void for_each_other(const F& f) const {
    for (std::int64_t c = 0; c < tiles_.k(); ++c) {
      if (c != cluster_ && tiles_.size(c) > 0) f(c);
    }
  }

  /// limits[r]: the square of the smallest upper bound on the mean distance of row r to another cluster, widened.
  void find_limits(const RowTile<Y>& tile, double* limits) const {
    std::fill_n(limits, tile.rows, std::numeric_limits<double>::infinity());
    alignas(64) double sq[k_tile_rows];
    for_each_other([&](std::int64_t c) {
      kernels_.offsets(tile, moments_.cols, moments_.mean_of(c), sq);
      const double spread = moments_.spread[at(c)];
      for (std::int64_t r = 0; r < tile.rows; ++r) limits[r] = std::min(limits[r], sq[r] + spread);
    });
    for (std::int64_t r = 0; r < tile.rows; ++r) {
      const double widened = (std::sqrt(limits[r]) * (1.0 + k_slack) + 3.0 * moments_.error) / (1.0 - k_slack);
      limits[r] = widened * widened;
    }
  }

  /// candidates[r]: the set of clusters that can be the nearest of row r; cluster c is element c % 32.
  void find_candidates(const RowTile<Y>& tile, const double* limits, std::uint32_t* candidates) const {
    for_each_other([&](std::int64_t c) {
      bool below[k_tile_rows];
      if (TileBounds<Y>(kernels_, moments_, tile, c).below(limits, below) == 0) return;
      for (std::int64_t r = 0; r < tile.rows; ++r) candidates[r] |= std::uint32_t{below[r]} << c % 32;
    });
  }

  const TileKernels<Y>& kernels_;
  const Moments& moments_;
  const ClusterTiles<Y>& tiles_;
  const std::int64_t cluster_;
  const std::span<std::int64_t> rows_;
  std::vector<double>& limits_;
};

}  // namespace

template <class Y>
Moments make_moments(const TileKernels<Y>& kernels, ThreadPool& threads, const ClusterTiles<Y>& tiles) {
  Moments moments;
  const std::int64_t k = tiles.k(), d = tiles.cols();
  moments.cols = d;
  moments.mean.assign(at(k * d), 0.0);
  moments.spread.assign(at(k), 0.0);
  if (fourth_moments_pay(tiles.lanes(), k, d)) {
    moments.fourth.assign(at(k), 0.0);
    moments.cubes.assign(at(k * d), 0.0);
    moments.products.assign(at(k * d * d), 0.0);
  }
  const double work = static_cast<double>(tiles.lanes() * d) * static_cast<double>(moments.fourth.empty() ? 4 : d);
  run_tasks(threads, k, work, [&](std::int64_t c, int) {
    if (tiles.size(c) > 0) ClusterMoments<Y>(kernels, tiles, c, moments).make();
  });
  moments.error = largest_error(tiles, moments);
  return moments;
}

template <class Y>
std::vector<double> order_by_candidates(const TileKernels<Y>& kernels, ThreadPool& threads, const Moments& moments,
                                        std::int64_t rows, ClusterTiles<Y>& tiles) {
  std::vector<double> limits(at(rows));
  const double work = static_cast<double>(tiles.lanes()) * static_cast<double>(tiles.k() * tiles.cols());
  run_tasks(threads, tiles.k(), work,
            [&](std::int64_t c, int) { ClusterOrder<Y>(kernels, moments, tiles, c, limits).make(); });
  tiles.fill(threads);
  return limits;
}

template <class Y>
TileBounds<Y>::TileBounds(const TileKernels<Y>& kernels, const Moments& moments, const RowTile<Y>& tile,
                          std::int64_t cluster)
    : kernels_(kernels), moments_(moments), tile_(tile), cluster_(cluster) {
  kernels.offsets(tile, moments.cols, moments.mean_of(cluster), sq_);
}

template <class Y>
bool TileBounds<Y>::any_below(const double* limits) const {
  const double spread = moments_.spread[at(cluster_)];
  // Where even the upper bound is within the limit, no lower bound is needed.
  bool within = false;
  for (std::int64_t r = 0; r < tile_.rows; ++r) within |= !(sq_[r] + spread > limits[r]);
  if (within) return true;
  bool out[k_tile_rows];
  return below(limits, out) > 0;
}

template <class Y>
std::int64_t TileBounds<Y>::below(const double* limits, bool* out) const {
  const double spread = moments_.spread[at(cluster_)];
  std::int64_t count = 0, open = 0;
  for (std::int64_t r = 0; r < tile_.rows; ++r) {
    out[r] = !(sq_[r] > limits[r]);
    count += out[r] ? 1 : 0;
    open += out[r] && sq_[r] + spread > limits[r] ? 1 : 0;
  }
  return open == 0 || moments_.fourth.empty() ? count : below_by_fourth(limits, out);
}

template <class Y>
std::int64_t TileBounds<Y>::below_by_fourth(const double* limits, bool* out) const {
  const std::int64_t d = moments_.cols;
  alignas(64) double forms[k_tile_rows];
  kernels_.moment_forms(tile_, d, moments_.mean_of(cluster_), moments_.cubes.data() + cluster_ * d,
                        moments_.products.data() + cluster_ * d * d, forms);
  const double spread = moments_.spread[at(cluster_)], mean_fourth = moments_.fourth[at(cluster_)];
  const double sq_error = 0x1p20 * moments_.error * moments_.error;
  std::int64_t count = 0;
  for (std::int64_t r = 0; r < tile_.rows; ++r) {
    // shift >= 2 sqrt(sq_[r]) error, by how much sq_[r] may be off.
    const double shift = 0x1p-20 * sq_[r] + sq_error;
    const double even = sq_[r] * (sq_[r] + 2.0 * spread) + mean_fourth;
    const double fourth = (even + 4.0 * forms[r]) + (0x1p-30 * even + 2.0 * sq_[r] * shift);
    const double square = sq_[r] + spread - shift;
    const double sixth = square * square * square;
    // Nothing is ruled out where a power may have left the range in which it keeps its digits.
    const bool sound = fourth < 1e180 && fourth > 1e-180 && sixth > 1e-270;
    out[r] = out[r] && !(sound && sixth > limits[r] * fourth);
    count += out[r] ? 1 : 0;
  }
  return count;
}

template <class Y>
void TileBounds<Y>::units(std::int64_t members, Y* out) const {
  constexpr std::int64_t max_exponent = sizeof(Y) == sizeof(float) ? 126 : 1000;
  const double spread = moments_.spread[at(cluster_)];
  const auto width = static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(members)));
  for (std::int64_t r = 0; r < tile_.stride; ++r) {
    // More than twice the square of the upper bound. It is below 2^(exponent + 1).
    const double sq = 2.5 * (sq_[r] + spread + moments_.error * moments_.error);
    const std::int64_t exponent = static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(sq) >> 52) - 1023;
    const std::int64_t unit = std::clamp(60 - (exponent + 2) / 2 - width, -max_exponent, max_exponent);
    out[r] = static_cast<Y>(std::bit_cast<double>(static_cast<std::uint64_t>(1023 + unit) << 52));
  }
}

template Moments make_moments(const TileKernels<float>&, ThreadPool&, const ClusterTiles<float>&);
template Moments make_moments(const TileKernels<double>&, ThreadPool&, const ClusterTiles<double>&);
template std::vector<double> order_by_candidates(const TileKernels<float>&, ThreadPool&, const Moments&, std::int64_t,
                                                 ClusterTiles<float>&);
template std::vector<double> order_by_candidates(const TileKernels<double>&, ThreadPool&, const Moments&, std::int64_t,
                                                 ClusterTiles<double>&);
template class TileBounds<float>;
template class TileBounds<double>;

}  // namespace shoal::cpu
