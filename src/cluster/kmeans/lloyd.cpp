#include "cluster/kmeans/lloyd.hpp"

#include <cmath>

#include "cluster/kmeans/batches.hpp"
#include "cluster/kmeans/centroids.hpp"
#include "cluster/kmeans/relocate.hpp"

namespace shoal::kmeans {

void lloyd_pass(const Context& context, const Problem& problem, FitState& state, MatrixView<const double> centroids,
                LloydSums& sums) {
  sums.clear();
  for_each_batch(context, problem.points.rows(), [&](RowRange rows) {
    context.device.lloyd_step(context.threads, problem.points, state, centroids, rows, sums);
  });
}

Start close_start(const Problem& problem, LloydSums& sums, Matrix<double> centroids) {
  Start start;
  start.inertia = sums.inertia();
  for (std::int64_t c = 0; c < sums.k(); ++c) start.sizes.push_back(static_cast<std::int64_t>(sums.count(c)));
  start.centroids = std::move(centroids);
  drop_clusters(vacant_clusters(sums), start.centroids, start.sizes);
  start.inertia_trace.push_back(std::ldexp(static_cast<double>(start.inertia), -problem.quantisation.sq_exponent));
  return start;
}

Start lloyd(const Context& context, const Problem& problem, const KMeansOptions& options, Matrix<double> centroids) {
  const auto state = context.device.begin_fit(context.threads, problem.points, problem.weights, problem.quantisation);
  LloydSums sums(centroids.rows(), centroids.cols());
  std::vector<double> trace;
  bool converged = false, still = false, fillable = false;
  std::int64_t iterations = 0;
  for (;; ++iterations) {
    lloyd_pass(context, problem, *state, centroids.view(), sums);
    const auto vacant = vacant_clusters(sums);
    const auto rows = vacant.empty()
                          ? std::vector<std::int64_t>()
                          : farthest_rows(context, problem, centroids.view(), static_cast<std::int64_t>(vacant.size()));
    fillable = !rows.empty();
    // The labels of the first pass have nothing to be compared with.
    converged = !fillable && (still || (iterations > 0 && sums.changed() == 0));
    if (converged || iterations == options.max_iterations) break;
    Matrix<double> next = centroids;
    move_to_means(problem, options.metric, sums, next);
    // Labels may change and no centroid move: rows without weight.
    converged = !fillable && next == centroids;
    if (converged) break;
    trace.push_back(std::ldexp(static_cast<double>(sums.inertia()), -problem.quantisation.sq_exponent));
    place_rows(problem, vacant, rows, next);
    still = options.tolerance > 0.0 && squared_shift(centroids, next) <= shift_limit(problem, options);
    centroids = std::move(next);
  }
  Start start = close_start(problem, sums, std::move(centroids));
  start.iterations = iterations;
  start.converged = converged;
  start.unfilled = fillable;
  start.inertia_trace.insert(start.inertia_trace.begin(), trace.begin(), trace.end());
  return start;
}

}  // namespace shoal::kmeans
