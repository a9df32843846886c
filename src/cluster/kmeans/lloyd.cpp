#include "cluster/kmeans/lloyd.hpp"

#include <algorithm>
#include <cmath>

#include "cluster/kmeans/own_scales.hpp"
#include "cluster/kmeans/relocate.hpp"
#include "shoal/kmeans_loops.hpp"

namespace shoal::kmeans {
namespace {

/// Moves farthest rows into the vacant clusters of a run. False when there are rows, but no iteration left to fill with.
bool fill_vacant(const Context& context, const Problem& problem, LloydRun& run) {
  auto vacant = vacant_clusters(run.sums);
  const auto rows = farthest_rows(context, problem, run.centroids.view(), static_cast<std::int64_t>(vacant.size()));
  vacant.resize(rows.size());
  advance(run, {vacant, problem.rows.gather(rows).view()});
  return rows.empty() || run.end != LloydEnd::spent;
}

Start close_run(const Problem& problem, LloydRun& run, bool filled) {
  Start start = close_start(problem, run.sums, std::move(run.centroids));
  start.iterations = run.iterations;
  start.converged = run.end == LloydEnd::converged;
  start.unfilled = !filled;
  if (std::ssize(run.inertia) != run.iterations) return start;
  start.inertia_trace.insert(start.inertia_trace.begin(), run.inertia.size(), 0.0);
  std::transform(run.inertia.begin(), run.inertia.end(), start.inertia_trace.begin(), [&](Int128 inertia) {
    return std::ldexp(static_cast<double>(inertia), -problem.quantisation.sq_exponent);
  });
  return start;
}

}  // namespace

LloydRun lloyd_run(const StartTask& task, Matrix<double> centroids) {
  LloydRun run;
  run.terms = task.problem;
  run.centroids = std::move(centroids);
  run.traced = task.traced;
  run.max_iterations = task.options->max_iterations;
  run.unit_length = task.options->metric == Metric::cosine;
  run.shift_limit = shift_limit(*task.problem, *task.options);
  return run;
}

Start close_start(const Problem& problem, ClusterSums& sums, Matrix<double> centroids) {
  Start start;
  start.inertia = {sums.inertia(), problem.quantisation.sq_exponent};
  for (std::int64_t c = 0; c < sums.k(); ++c) start.sizes.push_back(static_cast<std::int64_t>(sums.count(c)));
  start.centroids = std::move(centroids);
  drop_clusters(vacant_clusters(sums), start.centroids, start.sizes);
  start.inertia_trace.push_back(start.inertia.value());
  return start;
}

std::vector<Start> lloyd(const Context& context, std::span<const StartTask> tasks,
                         std::vector<Matrix<double>> centroids) {
  std::vector<LloydRun> runs;
  std::vector<Matrix<double>> firsts = centroids;
  for (std::size_t i = 0; i < tasks.size(); ++i) runs.push_back(lloyd_run(tasks[i], std::move(centroids[i])));
  std::vector<bool> filled(runs.size(), true);
  for (bool running = !runs.empty(); running;) {
    run_lloyd(context.device.kmeans(), context.threads, tasks.front().problem->rows, runs);
    running = false;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (runs[i].end == LloydEnd::vacant) filled[i] = fill_vacant(context, *tasks[i].problem, runs[i]);
      running = running || runs[i].end == LloydEnd::running;
    }
  }
  std::vector<Start> starts;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!resolved(*tasks[i].problem, runs[i])) {
      starts.push_back(lloyd_at_own_scales(context, tasks[i], std::move(firsts[i])));
      continue;
    }
    starts.push_back(close_run(*tasks[i].problem, runs[i], filled[i]));
    if (std::ssize(starts.back().inertia_trace) <= runs[i].iterations) starts.back().first = std::move(firsts[i]);
  }
  return starts;
}

void complete_trace(const Context& context, const StartTask& task, Start& start) {
  if (start.first.rows() == 0) return;
  std::vector<Matrix<double>> first;
  first.push_back(std::move(start.first));
  start.inertia_trace = std::move(lloyd(context, {&task, 1}, std::move(first)).front().inertia_trace);
  start.first = {};
}

}  // namespace shoal::kmeans
