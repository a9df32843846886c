// The passes of k-means++: squared distances to the nearest centroid chosen so far, their mass (the weighted sum), and
// the rows at given masses.
#include <algorithm>
#include <memory>

#include "cpu/passes/passes.hpp"
#include "cpu/points/row_tasks.hpp"
#include "cpu/points/sum_quantised.hpp"
#include "cpu/search/nearest_search.hpp"

namespace shoal::cpu {
namespace {

template <class X, class A>
class MinUpdate {
 public:
  MinUpdate(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x, CpuKMeansState& state,
            MatrixView<const double> chosen, MatrixView<const double> candidates, int workers)
      : kernels_(kernels),
        chain_(chain),
        x_(x),
        state_(state),
        nearest_sq_(state.nearest_sq<A>()),
        chosen_rows_(chosen.rows),
        candidate_rows_(candidates.rows),
        chosen_(in_chain_type<A>(chosen)),
        candidates_(in_chain_type<A>(candidates)) {
    if (chosen_rows_ > 1) search_ = std::make_unique<NearestSearch<X, A>>(kernels, chain, x, chosen, workers);
  }

  void run(ThreadPool& threads, std::span<Int128> masses) {
    const std::int64_t wanted = std::max<std::int64_t>(1, candidate_rows_);
    const bool wants_total = candidate_rows_ == 0;
    if (chosen_rows_ > 0) state_.step_masses.clear();
    if (wants_total)
      state_.step_masses.assign(static_cast<std::size_t>((x_.rows() + k_step_rows - 1) / k_step_rows), 0);
    std::vector<Int128> partial(static_cast<std::size_t>(threads.threads() * wanted), 0);
    const std::int64_t work = (chosen_rows_ + wanted) * x_.cols();
    for_row_steps(threads, {0, x_.rows()}, work, [&](const RowStep& step, int worker) {
      lower(step, worker);
      Int128* sums = partial.data() + worker * wanted;
      if (wants_total) {
        const std::uint64_t mass = mass_of(step, nearest_sq_ + step.begin);
        state_.step_masses[static_cast<std::size_t>(step.begin / k_step_rows)] = mass;
        sums[0] += mass;
      } else {
        weigh_candidates(step, sums);
      }
    });
    std::fill(masses.begin(), masses.end(), 0);
    for (std::size_t i = 0; i < partial.size(); ++i) masses[i % static_cast<std::size_t>(wanted)] += partial[i];
  }

 private:
  void lower(const RowStep& step, int worker) {
    A* sq = nearest_sq_ + step.first_row;
    if (chosen_rows_ == 1) {
      chain_.lowered(x_.block<X>(step.first_row), step.blocks, x_.cols(), chosen_.data(), sq, sq);
    } else if (search_) {
      alignas(64) A found[k_step_rows];
      alignas(64) std::int32_t labels[k_step_rows];
      search_->nearest(step, worker, labels, found);
      std::transform(found, found + step.rows(), sq, sq, [](A a, A b) { return std::min(a, b); });
    }
  }

  void weigh_candidates(const RowStep& step, Int128* sums) const {
    alignas(64) A sq[k_step_rows];
    for (std::int64_t c = 0; c < candidate_rows_; ++c) {
      chain_.lowered(x_.block<X>(step.first_row), step.blocks, x_.cols(), candidates_.data() + c * x_.cols(),
                     nearest_sq_ + step.first_row, sq);
      sums[c] += mass_of(step, sq);
    }
  }

  std::uint64_t mass_of(const RowStep& step, const A* sq) const {
    return sum_quantised(kernels_, sq, state_.weights_at(step.begin), step.rows(), state_.sq_scale);
  }

  const Kernels& kernels_;
  const ChainKernels<X, A>& chain_;
  const CpuPoints& x_;
  CpuKMeansState& state_;
  A* const nearest_sq_;
  const std::int64_t chosen_rows_, candidate_rows_;
  const std::vector<A> chosen_, candidates_;
  std::unique_ptr<NearestSearch<X, A>> search_;  ///< null unless several centroids were chosen at once
};

/// The mass of each step of k_step_rows rows.
template <class A>
std::vector<std::uint64_t> step_masses(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x,
                                       const CpuKMeansState& state) {
  const A* sq = state.nearest_sq<A>();
  std::vector<std::uint64_t> masses(static_cast<std::size_t>((x.rows() + k_step_rows - 1) / k_step_rows));
  for_row_steps(threads, {0, x.rows()}, 1, [&](const RowStep& step, int) {
    masses[static_cast<std::size_t>(step.begin / k_step_rows)] =
        sum_quantised(kernels, sq + step.begin, state.weights_at(step.begin), step.rows(), state.sq_scale);
  });
  return masses;
}

/// The row of [first, end) at which the running sum first exceeds `target`. Finds the block first, then the row.
template <class A>
std::int64_t row_at_mass(const Kernels& kernels, const CpuKMeansState& state, std::int64_t first, std::int64_t end,
                         Int128 target) {
  const A* sq = state.nearest_sq<A>();
  Int128 sum = 0;
  for (; first + k_block_rows < end; first += k_block_rows) {
    const Int128 with_block =
        sum + sum_quantised(kernels, sq + first, state.weights_at(first), k_block_rows, state.sq_scale);
    if (with_block > target) break;
    sum = with_block;
  }
  for (std::int64_t i = first; i < end; ++i) {
    const double weight = state.weights.empty() ? 1.0 : state.weights[static_cast<std::size_t>(i)];
    sum += quantise_sq(static_cast<double>(sq[i]), weight, state.sq_scale);
    if (sum > target) return i;
  }
  return end - 1;
}

}  // namespace

void min_update(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuKMeansState& state,
                MatrixView<const double> chosen, MatrixView<const double> candidates, std::span<Int128> masses) {
  x.make_blocks(threads);
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>& chain) {
    MinUpdate<X, A>(kernels, chain, x, state, chosen, candidates, threads.threads()).run(threads, masses);
  });
}

void rows_at_mass(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, const CpuKMeansState& state,
                  std::span<const Int128> targets, std::span<std::int64_t> out) {
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>&) {
    std::vector<Int128> running{0};
    const std::vector<std::uint64_t> masses =
        state.step_masses.empty() ? step_masses<A>(kernels, threads, x, state) : state.step_masses;
    for (const std::uint64_t mass : masses) running.push_back(running.back() + mass);
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const auto after = std::upper_bound(running.begin() + 1, running.end() - 1, targets[i]);
      const std::int64_t step = after - running.begin() - 1;
      out[i] = row_at_mass<A>(kernels, state, step * k_step_rows, std::min(x.rows(), (step + 1) * k_step_rows),
                              targets[i] - running[static_cast<std::size_t>(step)]);
    }
  });
}

}  // namespace shoal::cpu
