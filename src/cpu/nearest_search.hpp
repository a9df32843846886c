// The nearest centroids of the rows of a step, by whichever way is fastest; the results are the canonical ones.
#pragma once

#include <memory>
#include <type_traits>
#include <vector>

#include "cpu/bound_switch.hpp"
#include "cpu/cpu_points.hpp"
#include "cpu/row_tasks.hpp"
#include "cpu/wide_search.hpp"

namespace shoal::cpu {

template <class X, class A>
class NearestSearch {
 public:
  NearestSearch(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x,
                MatrixView<const double> centroids, int workers)
      : chain_(chain), x_(x), k_(centroids.rows), centroids_(in_chain_type<A>(centroids)) {
    if constexpr (k_wide) {
      if (WideSearch::suits(kernels, k_, x.cols())) {
        wide_ = std::make_unique<WideSearch>(kernels, x, centroids, workers);
      }
    }
  }

  /// Labels and squared distances of the rows that count, from step.offset() on.
  void nearest(const RowStep& step, int worker, std::int32_t* labels, A* sq) {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->nearest(step, worker, labels, sq, nullptr);
        return;
      }
    }
    chain_.nearest(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), k_, sq, labels);
  }

  /// The same with the distance to the second nearest centroid.
  void nearest_two(const RowStep& step, std::int32_t* labels, A* sq, A* second) const {
    chain_.nearest_two(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), k_, sq, labels, second);
  }

  /// nearest() with what no canonical distance to another centroid is below, but for the rounding of the chain.
  void nearest_bounded(const RowStep& step, int worker, std::int32_t* labels, A* sq, A* sq_others) {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->nearest(step, worker, labels, sq, sq_others);
        return;
      }
    }
    nearest_two(step, labels, sq, sq_others);
  }

  /// nearest_bounded() of a block of rows from anywhere; `rows` are the host's, nullptr where one does not count.
  void nearest_bounded(const X* block, const X* const* rows, int worker, std::int32_t* labels, A* sq, A* sq_others) {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->nearest_of_block(block, rows, worker, labels, sq, sq_others);
        return;
      }
    }
    chain_.nearest_two(block, 1, x_.cols(), centroids_.data(), k_, sq, labels, sq_others);
  }

  /// Distances to the centroids of the labels of all rows of the step's blocks.
  void to_labels(const RowStep& step, const std::int32_t* labels, A* sq) const {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->to_labels(step, labels, sq);
        return;
      }
    }
    chain_.to_labels(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), labels, sq);
  }

  /// Measured; a wide search ends with the distance to the centroid of the label in any case.
  BoundCosts bound_costs() const { return wide_ ? BoundCosts{1.0, 6.0} : BoundCosts{8.0, 12.0}; }

 private:
  static constexpr bool k_wide = std::is_same_v<X, float> && std::is_same_v<A, double>;
  const ChainKernels<X, A>& chain_;
  const CpuPoints& x_;
  const std::int64_t k_;
  const std::vector<A> centroids_;    ///< k x d
  std::unique_ptr<WideSearch> wide_;  ///< null where the chain alone is used
};

}  // namespace shoal::cpu
