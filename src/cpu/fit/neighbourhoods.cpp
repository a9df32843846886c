#include "cpu/fit/neighbourhoods.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "base/at.hpp"
#include "cpu/fit/chain_bounds.hpp"
#include "cpu/fit/rounding.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// Points of the type X in the blocks that kernels read.
template <class X, class A>
AlignedBuffer<X> in_blocks(MatrixView<const A> rows) {
  AlignedBuffer<X> blocks(blocks_of(rows.rows) * k_block_rows * rows.cols);
  std::fill(blocks.begin(), blocks.end(), X{0});
  for (std::int64_t i = 0; i < rows.rows; ++i) {
    X* first = blocks.data() + i / k_block_rows * k_block_rows * rows.cols + i % k_block_rows;
    for (std::int64_t j = 0; j < rows.cols; ++j) first[j * k_block_rows] = static_cast<X>(rows(i, j));
  }
  return blocks;
}

/// A lower bound on the distance whose canonical square is sq.
template <class A>
float lower_bound_of(A sq, const Affine& lower) {
  return std::max(0.0f, lower.of(finite_root(sq)));
}

}  // namespace

template <class A>
void Neighbourhoods<A>::begin(MatrixView<const A> centroids) {
  k_ = centroids.rows;
  d_ = centroids.cols;
  // Comparing a row with a group costs about as much as comparing it with 32 centroids beside many other rows.
  groups_ = std::clamp<std::int64_t>(k_ / 32, 1, k_max_groups);
  const std::int64_t places = k_ * groups_ * k_neighbour_group;
  values_ = AlignedBuffer<A>(places * d_);
  std::fill(values_.begin(), values_.end(), std::numeric_limits<A>::infinity());
  index_.assign(at(places), std::numeric_limits<std::int32_t>::max());
  lower_bounds_.resize(at(k_ * (groups_ + 1)));
  nearest_other_.resize(at(k_));
  origins_.assign(at(k_), {});
}

template <class A>
template <class X>
void Neighbourhoods<A>::update(ThreadPool& threads, const ChainKernels<X, A>& chain, MatrixView<const A> centroids) {
  if (version_ < drift_.first_version()) begin(centroids);
  version_ = drift_.version();
  const AlignedBuffer<X> blocks = in_blocks<X>(centroids);
  const std::int64_t padded = blocks_of(k_) * k_block_rows;
  std::atomic<std::int64_t> lists{0};
  constexpr std::int64_t k_per_task = 16;
  run_tasks(threads, (k_ + k_per_task - 1) / k_per_task, static_cast<double>(k_ * k_ * d_),
            [&](std::int64_t task, int) {
              AlignedBuffer<A> infinite(padded), sq(padded);
              std::fill(infinite.begin(), infinite.end(), std::numeric_limits<A>::infinity());
              std::vector<Neighbour> nearest;
              nearest.reserve(at(k_));
              for (std::int64_t c = task * k_per_task; c < std::min(k_, (task + 1) * k_per_task); ++c) {
                if (is_stale(c)) {
                  chain.lowered(blocks.data(), blocks_of(k_), d_, centroids.row(c), infinite.data(), sq.data());
                  list(c, sq.data(), nearest);
                  lists.fetch_add(1, std::memory_order_relaxed);
                }
                measure(chain, blocks.data() + c / k_block_rows * k_block_rows * d_ + c % k_block_rows, c);
              }
            });
  lists_made_ = lists;
}

template <class A>
std::int64_t Neighbourhoods<A>::listed() const {
  return std::min(k_ - 1, groups_ * k_neighbour_group);
}

template <class A>
double Neighbourhoods<A>::unlisted_bound(std::int64_t c) const {
  const ListOrigin& origin = origins_[at(c)];
  // c itself moved, and so did the other centroid.
  const double moved = sum_rounded_up(difference_rounded_up(drift_.path(c), origin.path),
                                      difference_rounded_up(drift_.longest_path(), origin.longest_path));
  return (origin.unlisted - moved) * (1.0 - 0x1p-51);
}

template <class A>
bool Neighbourhoods<A>::is_stale(std::int64_t c) const {
  if (listed() == 0) return false;
  const std::int32_t middle = index_[at(c * groups_ * k_neighbour_group + listed() / 2)];
  if (middle >= k_) return true;  // never listed
  const Matrix<double>& centroids = drift_.centroids();
  return !(unlisted_bound(c) > distance_rounded_up(centroids.row(c), centroids.row(middle), d_));
}

template <class A>
void Neighbourhoods<A>::list(std::int64_t c, const A* sq, std::vector<Neighbour>& nearest) {
  std::int32_t* index = index_.data() + c * groups_ * k_neighbour_group;
  // A centroid farther than all those of the old list cannot belong to the new one.
  A farthest = index[0] < k_ ? A{0} : std::numeric_limits<A>::infinity();
  for (std::int64_t i = 0; i < listed() && index[i] < k_; ++i) farthest = std::max(farthest, sq[index[i]]);
  nearest.clear();
  A unlisted = std::numeric_limits<A>::infinity();
  for (std::int64_t other = 0; other < k_; ++other) {
    if (sq[other] > farthest) {
      unlisted = std::min(unlisted, sq[other]);
    } else if (other != c) {
      nearest.push_back({sq[other], static_cast<std::int32_t>(other)});
    }
  }
  const auto nearer = [](const Neighbour& a, const Neighbour& b) { return a.sq < b.sq; };
  const auto end = nearest.begin() + std::min(listed() + 1, std::ssize(nearest));
  std::nth_element(nearest.begin(), end - 1, nearest.end(), nearer);
  std::sort(nearest.begin(), end, nearer);
  for (std::int64_t i = 0; i < listed(); ++i) index[i] = nearest[at(i)].index;
  if (listed() < std::ssize(nearest)) unlisted = nearest[at(listed())].sq;
  // Where every centroid is listed there is no such distance: the largest one of the type stands for it.
  origins_[at(c)] = {lower_bound_of(unlisted, distance_lower_bound(k_chain_precision<A>, d_)), drift_.path(c),
                     drift_.longest_path()};
}

template <class A>
template <class X>
void Neighbourhoods<A>::measure(const ChainKernels<X, A>& chain, const X* row, std::int64_t c) {
  const std::int64_t places = groups_ * k_neighbour_group;
  const std::int32_t* index = index_.data() + c * places;
  A* values = values_.data() + c * places * d_;
  for (std::int64_t i = 0; i < listed(); ++i) {
    A* group = values + i / k_neighbour_group * k_neighbour_group * d_ + i % k_neighbour_group;
    const double* centroid = drift_.centroids().row(index[i]);
    for (std::int64_t j = 0; j < d_; ++j) group[j * k_neighbour_group] = static_cast<A>(centroid[j]);
  }
  alignas(64) A sq[k_max_groups * k_neighbour_group];
  chain.group_distances(row, d_, values, groups_, sq);
  const Affine lower = distance_lower_bound(k_chain_precision<A>, d_);
  float* bounds = lower_bounds_.data() + c * (groups_ + 1);
  bounds[groups_] = std::max(0.0f, rounded_down(unlisted_bound(c)));
  for (std::int64_t g = groups_ - 1; g >= 0; --g) {
    const A* first = sq + g * k_neighbour_group;
    bounds[g] = std::min(bounds[g + 1], lower_bound_of(*std::min_element(first, first + k_neighbour_group), lower));
  }
  nearest_other_[at(c)] = bounds[0];
}

template class Neighbourhoods<float>;
template class Neighbourhoods<double>;
template void Neighbourhoods<float>::update(ThreadPool&, const ChainKernels<float, float>&, MatrixView<const float>);
template void Neighbourhoods<double>::update(ThreadPool&, const ChainKernels<float, double>&, MatrixView<const double>);
template void Neighbourhoods<double>::update(ThreadPool&, const ChainKernels<double, double>&,
                                             MatrixView<const double>);

}  // namespace shoal::cpu
