// The nearest centroids of the rows of a step, found in the fastest way. The results are the canonical ones.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "cpu/fit/bound_switch.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/gather.hpp"
#include "cpu/points/row_tasks.hpp"
#include "cpu/search/wide_search.hpp"

namespace shoal::cpu {

template <class X, class A>
class NearestSearch {
 public:
  NearestSearch(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x,
                MatrixView<const double> centroids, int workers)
      : chain_(chain),
        x_(x),
        k_(centroids.rows),
        centroids_(in_chain_type<A>(centroids)),
        gathered_(static_cast<std::size_t>(workers)) {
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

  /// The same with the squared distance to the second nearest centroid.
  void nearest_two(const RowStep& step, std::int32_t* labels, A* sq, A* second) const {
    chain_.nearest_two(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), k_, sq, labels, second);
  }

  /// nearest() with sq_others, a lower bound on the squared distance to every other centroid, up to the rounding of the
  /// chain.
  void nearest_bounded(const RowStep& step, int worker, std::int32_t* labels, A* sq, A* sq_others) {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->nearest(step, worker, labels, sq, sq_others);
        return;
      }
    }
    nearest_two(step, labels, sq, sq_others);
  }

  /// nearest_bounded() of listed rows of a step, counted from its begin. Results are in the order of the list and have
  /// room for whole blocks.
  void nearest_of_rows(const RowStep& step, std::span<const std::int32_t> rows, int worker, std::int32_t* labels, A* sq,
                       A* sq_others) {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->nearest_of_rows(step, rows, worker, labels, sq, sq_others);
        return;
      }
    }
    auto& block = gathered_[static_cast<std::size_t>(worker)];
    if (block.size() == 0) {
      block = AlignedBuffer<X>(x_.cols() * k_block_rows);
      std::fill(block.begin(), block.end(), X{0});
    }
    for (std::size_t first = 0; first < rows.size(); first += k_block_rows) {
      const auto part = rows.subspan(first, std::min<std::size_t>(k_block_rows, rows.size() - first));
      gather_step_rows(x_, step, part, block.data());
      chain_.nearest_two(block.data(), 1, x_.cols(), centroids_.data(), k_, sq + first, labels + first,
                         sq_others + first);
    }
  }

  /// For all rows of the step's blocks the squared distance to the centroid of the label.
  void to_labels(const RowStep& step, const std::int32_t* labels, A* sq) const {
    if constexpr (k_wide) {
      if (wide_) {
        wide_->to_labels(step, labels, sq);
        return;
      }
    }
    chain_.to_labels(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), labels, sq);
  }

  /// Centroids that this search compares in the time that products in float take for one; 1 without products.
  double speed() const { return wide_ ? wide_->speed() : 1.0; }
  /// Whether products rank the centroids: then comparing a centroid costs less than its distance.
  bool ranks_products() const { return wide_ != nullptr; }
  MatrixView<const A> centroids() const { return {centroids_.data(), k_, x_.cols()}; }
  std::int64_t cols() const { return x_.cols(); }

  /// Measured on a Zen 4 core. A wide search computes the distance to the row's own centroid in any case.
  BoundCosts bound_costs() const {
    if (wide_) return {speed(), 24.0 * speed()};
    return {13.0, 25.0 + 60.0 / static_cast<double>(x_.cols())};
  }

 private:
  static constexpr bool k_wide = std::is_same_v<X, float> && std::is_same_v<A, double>;
  const ChainKernels<X, A>& chain_;
  const CpuPoints& x_;
  const std::int64_t k_;
  const std::vector<A> centroids_;          ///< k x d
  std::unique_ptr<WideSearch> wide_;        ///< null where only the chain is used
  std::vector<AlignedBuffer<X>> gathered_;  ///< one block for each worker
};

}  // namespace shoal::cpu
