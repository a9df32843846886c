// The search of one Lloyd pass: it searches all rows, or those whose bounds do not prove their label.
#pragma once

#include <memory>
#include <type_traits>
#include <vector>

#include "base/at.hpp"
#include "cpu/fit/cpu_kmeans_state.hpp"
#include "cpu/search/bounded_search.hpp"
#include "cpu/search/elkan_search.hpp"

namespace shoal::cpu {

/// What a search did.
struct SearchCount {
  std::int64_t bounded = 0;  ///< rows of steps that use bounds
  double pruned = 0.0;       ///< searches of these that were spared, in part or as a whole
  NeighbourCount neighbours;

  void add(const SearchCount& more) {
    bounded += more.bounded;
    pruned += more.pruned;
    neighbours.add(more.neighbours);
  }
};

template <class X, class A>
class PassSearch {
 public:
  /// Gives the centroids to the state's drift and decides whether this pass uses bounds.
  PassSearch(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x, CpuKMeansState& state,
             MatrixView<const double> centroids, ThreadPool& threads)
      : state_(state),
        search_(kernels, chain, x, centroids, threads.threads()),
        rows_(x.rows()),
        k_(centroids.rows),
        neighbour_costs_(NeighbourSearch<X, A>::costs(x.cols())) {
    const bool elkan = ElkanSearch::suits(kernels, x, k_);
    const bool moved = begin(x, centroids, elkan);
    if (mode_ == BoundMode::plain) return;
    if constexpr (std::is_same_v<X, float> && std::is_same_v<A, double>) {
      if (elkan) elkan_ = std::make_unique<ElkanSearch>(kernels, x, centroids, state.bounds);
    }
    if (elkan_) return;
    if (has_neighbourhoods()) update_neighbourhoods(chain, x, threads, moved);
    if (!neighbours_) no_gaps_.assign(at(k_), 0.0f);
    bounded_ = std::make_unique<BoundedSearch<X, A>>(kernels, search_, state.bounds,
                                                     neighbours_ ? neighbourhoods(A{}).nearest_other() : no_gaps_);
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
    if (mode_ == BoundMode::record && !neighbours_) return bounded_->record(step, worker, labels, sq);
    const bool compares = neighbours_ && state_.neighbour_switch.takes(step.begin / k_step_rows);
    count.pruned += static_cast<double>(
        bounded_->prune(step, worker, last, compares ? neighbours_.get() : nullptr, labels, sq, count.neighbours));
  }

  /// Takes what all steps of the pass counted.
  void finish(SearchCount count) const {
    const double share = static_cast<double>(count.bounded) / static_cast<double>(rows_);
    const double lists = neighbour_costs_.list * lists_made_ * static_cast<double>(k_);
    const double spent = neighbour_costs_.of(count.neighbours) + lists * share;
    state_.bound_switch.count(count.bounded, count.pruned - spent / static_cast<double>(k_));
    state_.neighbour_switch.count(count.neighbours);
  }

 private:
  Neighbourhoods<float>& neighbourhoods(float) { return state_.neighbours_f32; }
  Neighbourhoods<double>& neighbourhoods(double) { return state_.neighbours_f64; }

  /// Whether bounds are used or made for the rows of a step.
  bool uses_bounds(const RowStep& step) const {
    return mode_ != BoundMode::plain && state_.bound_switch.takes(step.begin / k_step_rows);
  }

  /// False where products rank the centroids: they find the nearest one for less than neighbourhoods cost. Otherwise making
  /// all lists must not cost more than the budget.
  bool has_neighbourhoods() const {
    const BoundSwitch& bound_switch = state_.bound_switch;
    if (search_.ranks_products()) return false;
    if (bound_switch.policy == BoundSwitch::Policy::always) return true;
    return neighbour_costs_.list * static_cast<double>(k_) <= static_cast<double>(rows_) * bound_switch.budget();
  }

  void update_neighbourhoods(const ChainKernels<X, A>& chain, const CpuPoints& x, ThreadPool& threads, bool moved) {
    auto& neighbours = neighbourhoods(A{});
    if (neighbours.version() != state_.drift.version()) {
      neighbours.update(threads, chain, search_.centroids());
      lists_made_ = static_cast<double>(neighbours.lists_made());
    }
    if (moved) {
      const double full_search = static_cast<double>(k_) + search_.bound_costs().search;
      state_.neighbour_switch.next_pass(state_.bound_switch.policy, full_search, neighbour_costs_);
    }
    neighbours_ = std::make_unique<NeighbourSearch<X, A>>(chain, x, neighbours, state_.bounds);
  }

  /// Decides how this pass searches. Returns whether its centroids are others than those of the last pass.
  bool begin(const CpuPoints& x, MatrixView<const double> centroids, bool elkan) {
    BoundSwitch& bound_switch = state_.bound_switch;
    state_.drift.update(centroids);
    const bool moved = state_.bounds.update();
    if (moved) {
      const bool had_some = bound_switch.mode() != BoundMode::plain;
      const bool had_all = had_some && !bound_switch.on_trial();
      bound_switch.next_pass(centroids.rows,
                             elkan ? ElkanSearch::costs(centroids.rows, search_.speed()) : search_.bound_costs());
      // The bounds that there are can be used if the last pass kept them for the rows that this one takes, and if they are
      // of the right kind, which may change with k.
      const bool usable = (bound_switch.on_trial() ? had_some : had_all) && state_.bounds.for_each_centroid() == elkan;
      if (bound_switch.mode() != BoundMode::plain && !usable) {
        state_.bounds.reset(x.rows(), elkan, [&](std::int64_t step) { return bound_switch.takes(step); });
      }
    }
    mode_ = bound_switch.mode();
    return moved;
  }

  CpuKMeansState& state_;
  NearestSearch<X, A> search_;
  const std::int64_t rows_, k_;
  const NeighbourCosts neighbour_costs_;
  BoundMode mode_ = BoundMode::plain;
  double lists_made_ = 0.0;                            ///< lists of neighbours made for this pass
  std::vector<float> no_gaps_;                         ///< zeros for all centroids, where there are no neighbourhoods
  std::unique_ptr<NeighbourSearch<X, A>> neighbours_;  ///< null where there are no neighbourhoods
  std::unique_ptr<ElkanSearch> elkan_;                 ///< in passes with a bound for each centroid
  std::unique_ptr<BoundedSearch<X, A>> bounded_;       ///< in passes with one bound for all centroids
};

}  // namespace shoal::cpu
