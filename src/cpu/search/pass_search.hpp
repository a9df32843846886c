// The search of one Lloyd pass: of all rows, or of those whose bounds do not prove their label.
#pragma once

#include <memory>

#include "cpu/fit/cpu_kmeans_state.hpp"
#include "cpu/search/bounded_search.hpp"
#include "cpu/search/elkan_search.hpp"

namespace shoal::cpu {

/// What a search did: rows of steps with bounds, searches of them that were spared, a part counting as its share.
struct SearchCount {
  std::int64_t bounded = 0;
  double pruned = 0.0;
  NearCount near;

  void add(const SearchCount& more) {
    bounded += more.bounded;
    pruned += more.pruned;
    near.add(more.near);
  }
};

template <class X, class A>
class PassSearch {
 public:
  /// Takes the centroids into the state's bounds and decides whether this pass uses them.
  PassSearch(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x, CpuKMeansState& state,
             MatrixView<const double> centroids, ThreadPool& threads)
      : state_(state),
        search_(kernels, chain, x, centroids, threads.threads()),
        rows_(x.rows()),
        k_(centroids.rows),
        near_costs_(NearSearch<X, A>::costs(x.cols())) {
    const bool elkan = ElkanSearch::suits(kernels, x, k_);
    const bool moved = begin(x, centroids, elkan);
    if (mode_ == BoundMode::plain) return;
    if constexpr (std::is_same_v<X, float> && std::is_same_v<A, double>) {
      if (elkan) elkan_ = std::make_unique<ElkanSearch>(kernels, x, centroids, state.bounds);
    }
    if (elkan_) return;
    if (has_neighbourhoods()) look_near(chain, x, threads, moved);
    if (!near_) none_near_.assign(static_cast<std::size_t>(k_), 0.0f);
    bounded_ = std::make_unique<BoundedSearch<X, A>>(kernels, search_, state.bounds,
                                                     near_ ? neighbourhoods(A{}).nearest() : none_near_);
  }

  /// Labels and squared distances of the rows that count.
  void nearest(const RowStep& step, int worker, std::int32_t* labels, A* sq, SearchCount& count) {
    if (!uses_bounds(step)) return search_.nearest(step, worker, labels, sq);
    count.bounded += step.rows();
    const std::int32_t* last = state_.labels.data() + step.first_row;
    if constexpr (std::is_same_v<A, double>) {
      if (elkan_) {
        count.pruned += elkan_->nearest(step, last, labels, sq);
        return;
      }
    }
    if (mode_ == BoundMode::record && !near_) return bounded_->record(step, worker, labels, sq);
    const bool compares = near_ && state_.near_switch.takes(step.begin / k_step_rows);
    count.pruned += static_cast<double>(
        bounded_->prune(step, worker, last, compares ? near_.get() : nullptr, labels, sq, count.near));
  }

  /// Takes what all steps of the pass counted.
  void finish(SearchCount count) const {
    const double share = static_cast<double>(count.bounded) / static_cast<double>(rows_);
    const double spent = near_costs_.of(count.near) + near_costs_.list * lists_ * static_cast<double>(k_) * share;
    state_.bound_switch.count(count.bounded, count.pruned - spent / static_cast<double>(k_));
    state_.near_switch.count(count.near);
  }

 private:
  Neighbourhoods<float>& neighbourhoods(float) { return state_.near_f32; }
  Neighbourhoods<double>& neighbourhoods(double) { return state_.near_f64; }

  /// Whether bounds are used or made for the rows of a step.
  bool uses_bounds(const RowStep& step) const {
    return mode_ != BoundMode::plain && state_.bound_switch.takes(step.begin / k_step_rows);
  }

  /// Products find the nearest centroid for less than it takes to know that few others are near. Else making all lists
  /// must not exceed the budget.
  bool has_neighbourhoods() const {
    const BoundSwitch& bound_switch = state_.bound_switch;
    if (search_.ranks_products()) return false;
    if (bound_switch.policy == BoundSwitch::Policy::always) return true;
    return near_costs_.list * static_cast<double>(k_) <= static_cast<double>(rows_) * bound_switch.budget();
  }

  void look_near(const ChainKernels<X, A>& chain, const CpuPoints& x, ThreadPool& threads, bool moved) {
    auto& near = neighbourhoods(A{});
    if (moved) {
      near.meet(threads, chain, search_.centroids());
      lists_ = static_cast<double>(near.lists_made());
      const double search = static_cast<double>(k_) + search_.bound_costs().search;
      state_.near_switch.next_pass(state_.bound_switch.policy, search, near_costs_);
    }
    near_ = std::make_unique<NearSearch<X, A>>(chain, x, near, state_.bounds);
  }

  /// Returns whether the centroids are others than those of the last pass.
  bool begin(const CpuPoints& x, MatrixView<const double> centroids, bool elkan) {
    BoundSwitch& bound_switch = state_.bound_switch;
    const bool moved = state_.bounds.meet(centroids);
    if (moved) {
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
    return moved;
  }

  CpuKMeansState& state_;
  NearestSearch<X, A> search_;
  const std::int64_t rows_, k_;
  const NearCosts near_costs_;
  BoundMode mode_ = BoundMode::plain;
  double lists_ = 0.0;  ///< made for this pass
  std::vector<float> none_near_;
  std::unique_ptr<NearSearch<X, A>> near_;        ///< null where all centroids but the own are alike
  std::unique_ptr<ElkanSearch> elkan_;            ///< in passes with a bound for each centroid
  std::unique_ptr<BoundedSearch<X, A>> bounded_;  ///< in passes with one bound for all
};

}  // namespace shoal::cpu
