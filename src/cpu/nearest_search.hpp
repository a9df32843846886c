// The nearest centroids of the rows of a step, by whichever way is fastest; the results are the canonical ones.
#pragma once

#include <memory>
#include <type_traits>
#include <vector>

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
        wide_->nearest(step, worker, labels, sq);
        return;
      }
    }
    chain_.nearest(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), k_, sq, labels);
  }

  /// The same with the distance to the second nearest centroid.
  void nearest_two(const RowStep& step, std::int32_t* labels, A* sq, A* second) const {
    chain_.nearest_two(x_.block<X>(step.first_row), step.blocks, x_.cols(), centroids_.data(), k_, sq, labels, second);
  }

 private:
  static constexpr bool k_wide = std::is_same_v<X, float> && std::is_same_v<A, double>;
  const ChainKernels<X, A>& chain_;
  const CpuPoints& x_;
  const std::int64_t k_;
  const std::vector<A> centroids_;    ///< k x d
  std::unique_ptr<WideSearch> wide_;  ///< null where the chain alone is used
};

}  // namespace shoal::cpu
