#include "shoal/kmeans_passes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "device/chain.hpp"
#include "shoal/error.hpp"

namespace shoal {

void KMeansPasses::lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state,
                              MatrixView<const double> centroids, RowRange rows, ClusterSums& sums) {
  const auto work = [&](KMeansPasses& passes, const Points& points, KMeansState& placed) {
    passes.do_lloyd_step(threads, points, placed, centroids, rows, sums);
  };
  place_state(threads, x, state, std::cref(work));
}

void KMeansPasses::label_step(ThreadPool& threads, const Points& x, KMeansState& state,
                              MatrixView<const double> centroids, ClusterSums& sums) {
  const auto work = [&](KMeansPasses& passes, const Points& points, KMeansState& placed) {
    passes.do_label_step(threads, points, placed, centroids, sums);
  };
  place_state(threads, x, state, std::cref(work));
}

void KMeansPasses::labels(ThreadPool& threads, const Points& x, KMeansState& state, std::span<std::int32_t> out) {
  const auto work = [&](KMeansPasses& passes, const Points&, KMeansState& placed) { passes.do_labels(placed, out); };
  place_state(threads, x, state, std::cref(work));
}

void KMeansPasses::min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                              MatrixView<const double> candidates, std::span<Int128> masses) {
  const auto work = [&](KMeansPasses& passes, const Points& points, KMeansState& placed) {
    passes.do_min_update(threads, points, placed, chosen, candidates, masses);
  };
  place_state(threads, x, state, std::cref(work));
}

void KMeansPasses::rows_at_mass(ThreadPool& threads, const Points& x, KMeansState& state,
                                std::span<const Int128> targets, std::span<std::int64_t> out) {
  const auto work = [&](KMeansPasses& passes, const Points& points, KMeansState& placed) {
    passes.do_rows_at_mass(threads, points, placed, targets, out);
  };
  place_state(threads, x, state, std::cref(work));
}

// The definitions, over states of their own.

namespace {

struct DefinedState : KMeansState {
  std::span<const double> weights;
  Quantisation quantisation;
  std::vector<std::int32_t> labels;
  std::vector<double> sq;

  double weight(std::int64_t row) const { return weights.empty() ? 1.0 : weights[static_cast<std::size_t>(row)]; }
  std::int64_t mass(std::int64_t row, double sq_of_row) const {
    return quantise_sq(sq_of_row, weight(row), power_of_two(quantisation.sq_exponent));
  }
};

DefinedState& defined(KMeansState& state) {
  auto* own = dynamic_cast<DefinedState*>(&state);
  if (own == nullptr) throw Error(ErrorCode::internal, "a device with states of its own lacks a pass over them");
  return *own;
}

template <class T>
void add_row(const DefinedState& state, std::int64_t i, const T* row, std::int32_t c, ClusterSums& sums) {
  const Quantisation& q = state.quantisation;
  for (std::int64_t j = 0; j < sums.d(); ++j) {
    const double value = state.weight(i) * static_cast<double>(row[j]);
    sums.total(c, j) += quantise(value, power_of_two(q.value_exponent[static_cast<std::size_t>(j)]));
  }
  sums.weight(c) += quantise(state.weight(i), power_of_two(q.weight_exponent));
  sums.count(c) += 1;
}

}  // namespace

std::unique_ptr<KMeansState> KMeansPasses::begin_fit(ThreadPool&, const Points& x, std::span<const double> weights,
                                                     const Quantisation& quantisation) {
  const auto n = static_cast<std::size_t>(x.rows());
  auto state = std::make_unique<DefinedState>();
  state->weights = weights;
  state->quantisation = quantisation;
  state->labels.assign(n, -1);
  state->sq.assign(n, std::numeric_limits<double>::infinity());
  return state;
}

void KMeansPasses::do_lloyd_step(ThreadPool& threads, const Points& x, KMeansState& fit,
                                 MatrixView<const double> centroids, RowRange rows, ClusterSums& sums) {
  by_definition("a step of Lloyd's");
  threads.check();
  DefinedState& state = defined(fit);
  detail::with_centroids(x, centroids, [&](const auto& view, const auto& own) {
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      const detail::TwoNearest nearest = detail::two_nearest(view.row(i), own);
      std::int32_t& label = state.labels[static_cast<std::size_t>(i)];
      if (label != nearest.label) sums.changed() += 1;
      label = nearest.label;
      add_row(state, i, view.row(i), label, sums);
      sums.inertia() += state.mass(i, nearest.sq);
    }
  });
}

void KMeansPasses::do_label_step(ThreadPool& threads, const Points& x, KMeansState& state,
                                 MatrixView<const double> centroids, ClusterSums& sums) {
  do_lloyd_step(threads, x, state, centroids, {0, x.rows()}, sums);
}

void KMeansPasses::do_labels(KMeansState& state, std::span<std::int32_t> out) {
  std::ranges::copy(defined(state).labels, out.begin());
}

void KMeansPasses::do_min_update(ThreadPool& threads, const Points& x, KMeansState& fit,
                                 MatrixView<const double> chosen, MatrixView<const double> candidates,
                                 std::span<Int128> masses) {
  by_definition("a step of k-means++");
  threads.check();
  DefinedState& state = defined(fit);
  std::ranges::fill(masses, Int128{0});
  detail::with_centroids(x, chosen, [&](const auto& view, const auto& own) {
    for (std::int64_t i = 0; i < view.rows; ++i) {
      double& sq = state.sq[static_cast<std::size_t>(i)];
      sq = std::min(sq, detail::two_nearest(view.row(i), own).sq);
      if (candidates.rows == 0) masses[0] += state.mass(i, sq);
    }
  });
  detail::with_centroids(x, candidates, [&](const auto& view, const auto& own) {
    for (std::int64_t c = 0; c < candidates.rows; ++c) {
      for (std::int64_t i = 0; i < view.rows; ++i) {
        const double sq = sq_distance(view.row(i), own.row(c), view.cols);
        masses[static_cast<std::size_t>(c)] += state.mass(i, std::min(state.sq[static_cast<std::size_t>(i)], sq));
      }
    }
  });
}

void KMeansPasses::do_rows_at_mass(ThreadPool& threads, const Points& x, KMeansState& fit,
                                   std::span<const Int128> targets, std::span<std::int64_t> out) {
  by_definition("the rows at a mass");
  threads.check();
  const DefinedState& state = defined(fit);
  for (std::size_t t = 0; t < targets.size(); ++t) {
    Int128 left = targets[t];
    for (std::int64_t i = 0; i < x.rows() && left >= 0; ++i) {
      left -= state.mass(i, state.sq[static_cast<std::size_t>(i)]);
      out[t] = i;
    }
  }
}

}  // namespace shoal
