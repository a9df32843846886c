#include <cmath>

#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/own_scales.hpp"
#include "cluster/kmeans/relocate.hpp"
#include "cluster/kmeans/rows.hpp"
#include "shoal/kmeans_loops.hpp"

namespace shoal::kmeans {
namespace {

// Sums of one batch of random rows under `centroids`.
ClusterSums batch_sums(const Context& context, const Problem& problem, MatrixView<const double> centroids,
                       std::int64_t rows, std::uint64_t seed, std::int64_t update) {
  std::vector<std::int64_t> drawn;
  for (std::int64_t i = 0; i < rows; ++i) {
    drawn.push_back(static_cast<std::int64_t>(random_below(static_cast<std::uint64_t>(problem.rows.count()), seed,
                                                           Purpose::mini_batch, static_cast<std::uint64_t>(update),
                                                           static_cast<std::uint32_t>(i))));
  }
  const auto weights = problem.weights.empty() ? std::vector<double>() : problem.rows.gather(problem.weights, drawn);
  const Subset batch(context, problem.points.scalar(), problem.rows.gather(drawn));
  KMeansPasses& passes = context.device.kmeans();
  const auto state = passes.begin_fit(context.threads, batch.points(), weights, problem.quantisation);
  ClusterSums sums(centroids.rows, centroids.cols);
  passes.lloyd_step(context.threads, batch.points(), *state, centroids, {0, rows}, sums);
  return sums;
}

// Assigns all rows, filling empty clusters: once a cluster at most, for filling one may empty another.
ClusterSums assign_all(const Context& context, const Problem& problem, Matrix<double>& centroids) {
  KMeansPasses& passes = context.device.kmeans();
  const auto state = passes.begin_fit(context.threads, problem.points, problem.weights, problem.quantisation);
  ClusterSums sums(centroids.rows(), centroids.cols());
  for (std::int64_t attempt = 0;; ++attempt) {
    lloyd_pass(passes, context.threads, problem.rows, *state, problem.batch_rows, centroids.view(), sums);
    const auto vacant = vacant_clusters(sums);
    if (vacant.empty() || attempt == centroids.rows()) return sums;
    const auto rows = farthest_rows(context, problem, centroids.view(), static_cast<std::int64_t>(vacant.size()));
    if (rows.empty()) return sums;
    place_rows(problem, vacant, rows, centroids);
  }
}

}  // namespace

Start mini_batch(const Context& context, const Problem& problem, const KMeansOptions& options, Matrix<double> centroids,
                 std::uint64_t seed) {
  const std::int64_t rows = std::min(options.mini_batch_rows, problem.rows.count());
  const double to_all_rows = static_cast<double>(problem.rows.count()) / static_cast<double>(rows);
  ClusterSums seen(centroids.rows(), centroids.cols());
  std::vector<double> trace;
  bool converged = false;
  std::int64_t updates = 0;
  while (updates < options.max_iterations && !converged) {
    context.cancellation.check();
    auto sums = batch_sums(context, problem, centroids.view(), rows, seed, updates);
    trace.push_back(to_all_rows * std::ldexp(static_cast<double>(sums.inertia()), -problem.quantisation.sq_exponent));
    seen.add(sums);
    Matrix<double> next = centroids;
    move_to_means(problem, options.metric == Metric::cosine, seen, next);
    converged = squared_shift(centroids.view(), next.view()) <= shift_limit(problem, options);
    centroids = std::move(next);
    ++updates;
  }
  auto sums = assign_all(context, problem, centroids);
  if (!resolved(problem, sums, centroids)) {
    return lloyd_at_own_scales(context, {&problem, &options, context.seed}, std::move(centroids));
  }
  Start start = close_start(problem, sums, std::move(centroids));
  start.iterations = updates;
  start.converged = converged;
  start.inertia_trace.insert(start.inertia_trace.begin(), trace.begin(), trace.end());
  return start;
}

}  // namespace shoal::kmeans
