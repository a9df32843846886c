#include "cluster/kmeans/lloyd.hpp"

#include <algorithm>
#include <cmath>

#include "cluster/kmeans/relocate.hpp"
#include "cluster/kmeans/rows.hpp"

namespace shoal::kmeans {

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
  LloydRun run;
  run.terms = &problem;
  run.centroids = std::move(centroids);
  run.max_iterations = options.max_iterations;
  run.unit_length = options.metric == KMeansMetric::cosine;
  run.shift_limit = shift_limit(problem, options);
  bool unfilled = false;
  while (run.end == LloydEnd::running) {
    context.device.lloyd_runs(context.threads, problem.points, {&run, 1});
    if (run.end != LloydEnd::vacant) break;
    auto vacant = vacant_clusters(run.sums);
    const auto rows = farthest_rows(context, problem, run.centroids.view(), static_cast<std::int64_t>(vacant.size()));
    vacant.resize(rows.size());
    advance(run, {vacant, gather_rows(problem.points, rows).view()});
    unfilled = !rows.empty() && run.end == LloydEnd::spent;
  }
  Start start = close_start(problem, run.sums, std::move(run.centroids));
  start.iterations = run.iterations;
  start.converged = run.end == LloydEnd::converged;
  start.unfilled = unfilled;
  start.inertia_trace.insert(start.inertia_trace.begin(), run.inertia.size(), 0.0);
  std::transform(run.inertia.begin(), run.inertia.end(), start.inertia_trace.begin(), [&](Int128 inertia) {
    return std::ldexp(static_cast<double>(inertia), -problem.quantisation.sq_exponent);
  });
  return start;
}

}  // namespace shoal::kmeans
