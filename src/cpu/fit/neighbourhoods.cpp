#include "cpu/fit/neighbourhoods.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "cpu/fit/rounding.hpp"
#include "cpu/fit/row_bounds.hpp"
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

/// A number that the distance is not below.
template <class A>
float distance_below(A sq, const Affine& below) {
  return std::max(0.0f, below.of(finite_root(sq)));
}

}  // namespace

template <class A>
void Neighbourhoods<A>::take_moves(MatrixView<const A> centroids) {
  const std::int64_t k = centroids.rows;
  const std::int64_t d = centroids.cols;
  const std::vector<double> now(centroids.data, centroids.data + centroids.size());
  if (k != k_ || d != d_) {
    k_ = k;
    d_ = d;
    // A group costs about as much as comparing 32 centroids with many rows.
    groups_ = std::clamp<std::int64_t>(k / 32, 1, k_most_groups);
    const std::int64_t places = k * groups_ * k_neighbour_group;
    values_ = AlignedBuffer<A>(places * d);
    std::fill(values_.begin(), values_.end(), std::numeric_limits<A>::infinity());
    index_.assign(static_cast<std::size_t>(places), std::numeric_limits<std::int32_t>::max());
    least_.resize(static_cast<std::size_t>(k * (groups_ + 1)));
    nearest_.resize(static_cast<std::size_t>(k));
    listed_.assign(static_cast<std::size_t>(k), {});
    path_.assign(static_cast<std::size_t>(k), 0.0);
    longest_path_ = 0.0;
  } else {
    double longest = 0.0;
    for (std::int64_t c = 0; c < k; ++c) {
      const double move = distance_above(now.data() + c * d, met_.data() + c * d, d);
      double& path = path_[static_cast<std::size_t>(c)];
      path = sum_above(path, move);
      longest = std::max(longest, move);
    }
    longest_path_ = sum_above(longest_path_, longest);
  }
  met_ = now;
}

template <class A>
template <class X>
void Neighbourhoods<A>::meet(ThreadPool& threads, const ChainKernels<X, A>& chain, MatrixView<const A> centroids) {
  take_moves(centroids);
  const AlignedBuffer<X> blocks = in_blocks<X>(centroids);
  const std::int64_t padded = blocks_of(k_) * k_block_rows;
  std::atomic<std::int64_t> lists{0};
  constexpr std::int64_t k_per_task = 16;
  run_tasks(threads, (k_ + k_per_task - 1) / k_per_task, static_cast<double>(k_ * k_ * d_),
            [&](std::int64_t task, int) {
              AlignedBuffer<A> infinite(padded), sq(padded);
              std::fill(infinite.begin(), infinite.end(), std::numeric_limits<A>::infinity());
              std::vector<Neighbour> others(static_cast<std::size_t>(k_));
              for (std::int64_t own = task * k_per_task; own < std::min(k_, (task + 1) * k_per_task); ++own) {
                if (worn(own)) {
                  chain.lowered(blocks.data(), blocks_of(k_), d_, centroids.row(own), infinite.data(), sq.data());
                  list(own, sq.data(), others);
                  lists.fetch_add(1, std::memory_order_relaxed);
                }
                measure(chain, blocks.data() + own / k_block_rows * k_block_rows * d_ + own % k_block_rows, own);
              }
            });
  lists_made_ = lists;
}

template <class A>
double Neighbourhoods<A>::beyond(std::int64_t own) const {
  const Listed& then = listed_[static_cast<std::size_t>(own)];
  const double moved =
      sum_above(path_[static_cast<std::size_t>(own)] - then.path, longest_path_ - then.longest_path) * (1.0 + 0x1p-51);
  return (then.beyond - moved) * (1.0 - 0x1p-51);
}

template <class A>
bool Neighbourhoods<A>::worn(std::int64_t own) const {
  const std::int64_t held = std::min(k_ - 1, groups_ * k_neighbour_group);
  if (held == 0) return false;
  const std::int32_t middle = index_[static_cast<std::size_t>(own * groups_ * k_neighbour_group + held / 2)];
  return middle >= k_ || !(beyond(own) > distance_above(met_.data() + own * d_, met_.data() + middle * d_, d_));
}

template <class A>
void Neighbourhoods<A>::list(std::int64_t own, const A* sq, std::vector<Neighbour>& others) {
  const std::int64_t held = std::min(k_ - 1, groups_ * k_neighbour_group);
  std::int32_t* index = index_.data() + own * groups_ * k_neighbour_group;
  // None that is further than all those of the old list belongs to the new one.
  A furthest = index[0] < k_ ? A{0} : std::numeric_limits<A>::infinity();
  for (std::int64_t i = 0; i < held && index[i] < k_; ++i) furthest = std::max(furthest, sq[index[i]]);
  std::int64_t count = 0;
  A left = std::numeric_limits<A>::infinity();
  for (std::int64_t c = 0; c < k_; ++c) {
    others[static_cast<std::size_t>(count)] = {sq[c], static_cast<std::int32_t>(c)};
    count += c != own && sq[c] <= furthest;
    left = std::min(left, sq[c] > furthest ? sq[c] : std::numeric_limits<A>::infinity());
  }
  const auto nearer = [](const Neighbour& a, const Neighbour& b) { return a.sq < b.sq; };
  const auto end = others.begin() + std::min(held + 1, count);
  std::nth_element(others.begin(), end - 1, others.begin() + count, nearer);
  std::sort(others.begin(), end, nearer);
  for (std::int64_t i = 0; i < held; ++i) index[i] = others[static_cast<std::size_t>(i)].index;
  if (held < count) left = others[static_cast<std::size_t>(held)].sq;
  // The distance is a float: where there is no such centroid, one is said to be at the end of their range.
  listed_[static_cast<std::size_t>(own)] = {distance_below(left, root_below(k_chain_precision<A>, d_)),
                                            path_[static_cast<std::size_t>(own)], longest_path_};
}

template <class A>
template <class X>
void Neighbourhoods<A>::measure(const ChainKernels<X, A>& chain, const X* row, std::int64_t own) {
  const std::int64_t places = groups_ * k_neighbour_group;
  const std::int64_t held = std::min(places, k_ - 1);
  const std::int32_t* index = index_.data() + own * places;
  A* values = values_.data() + own * places * d_;
  for (std::int64_t i = 0; i < held; ++i) {
    A* group = values + i / k_neighbour_group * k_neighbour_group * d_ + i % k_neighbour_group;
    const double* centroid = met_.data() + index[i] * d_;
    for (std::int64_t j = 0; j < d_; ++j) group[j * k_neighbour_group] = static_cast<A>(centroid[j]);
  }
  alignas(64) A sq[k_most_groups * k_neighbour_group];
  chain.group_distances(row, d_, values, groups_, sq);
  const Affine below = root_below(k_chain_precision<A>, d_);
  float* least = least_.data() + own * (groups_ + 1);
  least[groups_] = std::max(0.0f, rounded_down(beyond(own)));
  for (std::int64_t g = groups_ - 1; g >= 0; --g) {
    const A* first = sq + g * k_neighbour_group;
    least[g] = std::min(least[g + 1], distance_below(*std::min_element(first, first + k_neighbour_group), below));
  }
  nearest_[static_cast<std::size_t>(own)] = least[0];
}

template class Neighbourhoods<float>;
template class Neighbourhoods<double>;
template void Neighbourhoods<float>::meet(ThreadPool&, const ChainKernels<float, float>&, MatrixView<const float>);
template void Neighbourhoods<double>::meet(ThreadPool&, const ChainKernels<float, double>&, MatrixView<const double>);
template void Neighbourhoods<double>::meet(ThreadPool&, const ChainKernels<double, double>&, MatrixView<const double>);

}  // namespace shoal::cpu
