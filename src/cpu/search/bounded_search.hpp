// The nearest centroids of rows that have a label. A row keeps its label when its bound proves it, or the gap around its
// centroid does. Other rows are compared with the neighbourhood of their centroid, or gathered and searched.
#pragma once

#include <algorithm>
#include <span>

#include "base/at.hpp"
#include "cpu/fit/bound_switch.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/search/nearest_search.hpp"
#include "cpu/search/neighbour_search.hpp"

namespace shoal::cpu {

inline const BoundKernels<float>& bound_kernels(const Kernels& kernels, float) { return kernels.bounds_f32; }
inline const BoundKernels<double>& bound_kernels(const Kernels& kernels, double) { return kernels.bounds_f64; }

template <class X, class A>
class BoundedSearch {
 public:
  /// nearest_other: for each centroid a lower bound on the distance to the nearest other one; 0 proves nothing.
  BoundedSearch(const Kernels& kernels, NearestSearch<X, A>& search, RowBounds& bounds,
                std::span<const float> nearest_other)
      : kernels_(bound_kernels(kernels, A{})),
        search_(search),
        bounds_(bounds),
        k_(static_cast<std::int32_t>(nearest_other.size())),
        test_{bounds.upper_plus_drift(k_chain_precision<A>), distance_upper_bound(k_chain_precision<A>, search.cols()),
              bounds.raised_by_drift(), nearest_other.data()},
        lower_plus_drift_(bounds.lower_plus_drift(k_chain_precision<A>)) {}

  /// Searches all rows that count: labels, squared distances, and a bound for each.
  void record(const RowStep& step, int worker, std::int32_t* labels, A* sq) {
    alignas(64) A sq_others[k_step_rows];
    search_.nearest_bounded(step, worker, labels, sq, sq_others);
    kernels_.make(sq_others + step.offset(), step.rows(), lower_plus_drift_, bounds_.lower_bounds(step.begin));
  }

  /// The same, but searches only rows whose label is not proven. `last`: the labels before (-1: none). `neighbours`: null
  /// where rows are not compared with neighbourhoods. Returns how many rows needed no search.
  std::int64_t prune(const RowStep& step, int worker, const std::int32_t* last, const NeighbourSearch<X, A>* neighbours,
                     std::int32_t* labels, A* sq, NeighbourCount& neighbour_count) {
    for (std::int64_t i = 0; i < step.blocks * k_block_rows; ++i) labels[i] = std::clamp(last[i], 0, k_ - 1);
    search_.to_labels(step, labels, sq);
    std::int32_t uncertain[k_step_rows + Changes::k_slack];
    float* lower_bounds = bounds_.lower_bounds(step.begin);
    std::int64_t count =
        kernels_.uncertain(sq + step.offset(), labels + step.offset(), lower_bounds, step.rows(), test_, uncertain);
    if (neighbours != nullptr) {
      count = neighbours->nearest(step, {uncertain, at(count)}, labels, sq, lower_bounds, neighbour_count);
    }
    if (4 * count > 3 * step.rows()) {
      record(step, worker, labels, sq);
      return 0;
    }
    search_rows(step, worker, {uncertain, at(count)}, labels, sq);
    return step.rows() - count;
  }

 private:
  /// `rows` are counted from step.begin.
  void search_rows(const RowStep& step, int worker, std::span<const std::int32_t> rows, std::int32_t* labels, A* sq) {
    alignas(64) A found_sq[k_step_rows];
    alignas(64) A sq_others[k_step_rows];
    alignas(64) std::int32_t found[k_step_rows];
    float lower_bounds[k_step_rows];
    search_.nearest_of_rows(step, rows, worker, found, found_sq, sq_others);
    kernels_.make(sq_others, blocks_of(std::ssize(rows)) * k_block_rows, lower_plus_drift_, lower_bounds);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      labels[step.offset() + rows[r]] = found[r];
      sq[step.offset() + rows[r]] = found_sq[r];
      bounds_.lower_bounds(step.begin)[rows[r]] = lower_bounds[r];
    }
  }

  const BoundKernels<A>& kernels_;
  NearestSearch<X, A>& search_;
  RowBounds& bounds_;
  const std::int32_t k_;
  const RowTest test_;
  const Affine lower_plus_drift_;
};

}  // namespace shoal::cpu
