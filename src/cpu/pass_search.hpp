// The search of one Lloyd pass: of all rows, or of those whose bounds do not prove their label.
#pragma once

#include <memory>

#include "cpu/bounded_search.hpp"
#include "cpu/cpu_fit_state.hpp"
#include "cpu/elkan_search.hpp"

namespace shoal::cpu {

template <class X, class A>
class PassSearch {
 public:
  /// Takes the centroids into the state's bounds and decides whether this pass uses them.
  PassSearch(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x, CpuFitState& state,
             MatrixView<const double> centroids, int workers)
      : state_(state), search_(kernels, chain, x, centroids, workers) {
    const bool elkan = ElkanSearch::suits(kernels, x, centroids.rows);
    begin(x, centroids, elkan);
    if (mode_ == BoundMode::plain) return;
    if constexpr (std::is_same_v<X, float> && std::is_same_v<A, double>) {
      if (elkan) elkan_ = std::make_unique<ElkanSearch>(kernels, x, centroids, state.bounds);
    }
    if (!elkan_) {
      bounded_ = std::make_unique<BoundedSearch<X, A>>(kernels, search_, state.bounds, centroids.rows);
    }
  }

  /// Whether bounds are used or made for the rows of a step.
  bool uses_bounds(const RowStep& step) const {
    return mode_ != BoundMode::plain && state_.bound_switch.takes(step.begin / k_step_rows);
  }

  /// Labels and squared distances of the rows that count. Returns how many searches were spared.
  double nearest(const RowStep& step, int worker, std::int32_t* labels, A* sq) {
    if (!uses_bounds(step)) {
      search_.nearest(step, worker, labels, sq);
      return 0.0;
    }
    const std::int32_t* last = state_.labels.data() + step.first_row;
    if constexpr (std::is_same_v<A, double>) {
      if (elkan_) return elkan_->nearest(step, last, labels, sq);
    }
    if (mode_ == BoundMode::prune) return bounded_->prune(step, worker, last, labels, sq);
    bounded_->record(step, worker, labels, sq);
    return 0.0;
  }

 private:
  void begin(const CpuPoints& x, MatrixView<const double> centroids, bool elkan) {
    BoundSwitch& bound_switch = state_.bound_switch;
    if (state_.bounds.meet(centroids)) {
      const bool met = bound_switch.mode() != BoundMode::plain;
      const bool met_all = met && !bound_switch.on_trial();
      bound_switch.next_pass(centroids.rows,
                             elkan ? ElkanSearch::costs(centroids.rows, search_.speed()) : search_.bound_costs());
      // Plain passes give labels that the bounds know nothing of; another k may call for bounds of the other kind.
      const bool of_use = (bound_switch.on_trial() ? met : met_all) && state_.bounds.for_each_centroid() == elkan;
      if (bound_switch.mode() != BoundMode::plain && !of_use) {
        state_.bounds.reset(x.rows(), elkan, [&](std::int64_t step) { return bound_switch.takes(step); });
      }
    }
    mode_ = bound_switch.mode();
  }

  CpuFitState& state_;
  NearestSearch<X, A> search_;
  BoundMode mode_ = BoundMode::plain;
  std::unique_ptr<ElkanSearch> elkan_;            ///< in passes with a bound for each centroid
  std::unique_ptr<BoundedSearch<X, A>> bounded_;  ///< in passes with one bound for all
};

}  // namespace shoal::cpu
