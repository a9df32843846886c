// The nearest centroids of rows that have a label: those keep it whose bound or whose distance to the centroids around
// their own proves it; others are compared with these, or gathered and searched.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "cpu/fit/bound_switch.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/search/near_search.hpp"
#include "cpu/search/nearest_search.hpp"

namespace shoal::cpu {

inline const BoundKernels<float>& bound_kernels(const Kernels& kernels, float) { return kernels.bounds_f32; }
inline const BoundKernels<double>& bound_kernels(const Kernels& kernels, double) { return kernels.bounds_f64; }

template <class X, class A>
class BoundedSearch {
 public:
  /// nearest: for each centroid what no other is nearer to it than; `near` where rows may be compared with the centroids
  /// around their own.
  BoundedSearch(const Kernels& kernels, NearestSearch<X, A>& search, RowBounds& bounds, std::span<const float> nearest)
      : kernels_(bound_kernels(kernels, A{})),
        search_(search),
        bounds_(bounds),
        k_(static_cast<std::int32_t>(nearest.size())),
        test_{bounds.certain_below(k_chain_precision<A>), root_above(k_chain_precision<A>, search.cols()),
              bounds.kept_of_distance(), nearest.data()},
        kept_(bounds.kept_of(k_chain_precision<A>)) {}

  /// Labels and squared distances of the rows that count, each of which gets a bound.
  void record(const RowStep& step, int worker, std::int32_t* labels, A* sq) {
    alignas(64) A others[k_step_rows];
    search_.nearest_bounded(step, worker, labels, sq, others);
    kernels_.keep(others + step.offset(), step.rows(), kept_, bounds_.kept(step.begin));
  }

  /// The same where `last` are the labels before (-1: none); near: null where rows are not compared with the centroids
  /// around their own. Returns how many rows were not searched.
  std::int64_t prune(const RowStep& step, int worker, const std::int32_t* last, const NearSearch<X, A>* near,
                     std::int32_t* labels, A* sq, NearCount& near_count) {
    for (std::int64_t i = 0; i < step.blocks * k_block_rows; ++i) labels[i] = std::clamp(last[i], 0, k_ - 1);
    search_.to_labels(step, labels, sq);
    std::int32_t uncertain[k_step_rows + Changes::k_slack];
    float* kept = bounds_.kept(step.begin);
    std::int64_t count =
        kernels_.uncertain(sq + step.offset(), labels + step.offset(), kept, step.rows(), test_, uncertain);
    if (near != nullptr) {
      count = near->nearest(step, {uncertain, static_cast<std::size_t>(count)}, labels, sq, kept, near_count);
    }
    if (4 * count > 3 * step.rows()) {
      record(step, worker, labels, sq);
      return 0;
    }
    search_rows(step, worker, {uncertain, static_cast<std::size_t>(count)}, labels, sq);
    return step.rows() - count;
  }

 private:
  /// `rows` are counted from step.begin.
  void search_rows(const RowStep& step, int worker, std::span<const std::int32_t> rows, std::int32_t* labels, A* sq) {
    alignas(64) A found_sq[k_step_rows];
    alignas(64) A others[k_step_rows];
    alignas(64) std::int32_t found[k_step_rows];
    float kept[k_step_rows];
    search_.nearest_of_rows(step, rows, worker, found, found_sq, others);
    kernels_.keep(others, blocks_of(std::ssize(rows)) * k_block_rows, kept_, kept);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      labels[step.offset() + rows[r]] = found[r];
      sq[step.offset() + rows[r]] = found_sq[r];
      bounds_.kept(step.begin)[rows[r]] = kept[r];
    }
  }

  const BoundKernels<A>& kernels_;
  NearestSearch<X, A>& search_;
  RowBounds& bounds_;
  const std::int32_t k_;
  const RowTest test_;
  const Affine kept_;
};

}  // namespace shoal::cpu
