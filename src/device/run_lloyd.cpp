// Lloyd's iterations by their definition: what every device's own way of running them must equal.
#include <algorithm>

#include "shoal/kmeans_loops.hpp"

namespace shoal {
namespace {

/// The passes of one run.
class Iterations {
 public:
  Iterations(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, LloydRun& run)
      : passes_(passes), threads_(threads), rows_(rows), run_(run) {}

  void run() {
    const FitTerms& terms = *run_.terms;
    if (!run_.state) run_.state = passes_.begin_fit(threads_, rows_.local(), terms.weights, terms.quantisation);
    run_.sums = ClusterSums(run_.centroids.rows(), run_.centroids.cols());
    const bool skip = !run_.traced && terms.batch_rows == 0 && passes_.skips_inertia(rows_.local());
    if (!skip) run_.traced = true;
    do {
      skip ? pass_without_inertia() : pass();
      if (vacant_clusters(run_.sums).empty()) {
        advance(run_);
      } else {
        run_.end = LloydEnd::vacant;
      }
    } while (run_.end == LloydEnd::running);
    if (skip) pass();
  }

 private:
  void pass() {
    lloyd_pass(passes_, threads_, rows_, *run_.state, run_.terms->batch_rows, run_.centroids.view(), run_.sums);
  }
  void pass_without_inertia() {
    run_.sums.clear();
    passes_.label_step(threads_, rows_.local(), *run_.state, run_.centroids.view(), run_.sums);
    rows_.ranks().sum(run_.sums.values());
  }

  KMeansPasses& passes_;
  ThreadPool& threads_;
  const Rows& rows_;
  LloydRun& run_;
};

}  // namespace

void lloyd_pass(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, KMeansState& state,
                std::int64_t batch_rows, MatrixView<const double> centroids, ClusterSums& sums) {
  sums.clear();
  const std::int64_t n = rows.local().rows(), step = batch_rows > 0 ? batch_rows : std::max<std::int64_t>(n, 1);
  for (std::int64_t begin = 0; begin < n; begin += step) {
    passes.lloyd_step(threads, rows.local(), state, centroids, {begin, std::min(begin + step, n)}, sums);
  }
  rows.ranks().sum(sums.values());
}

void advance(LloydRun& run, const Filling& filling) {
  Matrix<double> means = run.centroids;
  move_to_means(*run.terms, run.unit_length, run.sums, means);
  advance_to(run, std::move(means), filling);
}

void advance_to(LloydRun& run, Matrix<double> next, const Filling& filling) {
  const bool filled = !filling.clusters.empty();
  // Labels that stay give the sums, and so the centroids, that there were.
  const bool settled = run.still || next == run.centroids;
  run.end = !filled && settled                     ? LloydEnd::converged
            : run.iterations == run.max_iterations ? LloydEnd::spent
                                                   : LloydEnd::running;
  if (run.end != LloydEnd::running) return;
  for (std::size_t i = 0; i < filling.clusters.size(); ++i) {
    std::copy_n(filling.rows.row(static_cast<std::int64_t>(i)), next.cols(), next.row(filling.clusters[i]));
  }
  if (run.traced) run.inertia.push_back(run.sums.inertia());
  run.still = run.shift_limit >= 0.0 && squared_shift(run.centroids.view(), next.view()) <= run.shift_limit;
  run.centroids = std::move(next);
  ++run.iterations;
}

void run_lloyd(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, std::span<LloydRun> runs) {
  const auto iterate = [&](LloydRun& run) {
    if (run.end == LloydEnd::running) Iterations(passes, threads, rows, run).run();
  };
  if (!rows.ranks().alone()) {
    threads.check();
    std::ranges::for_each(runs, iterate);
    return;
  }
  passes.lloyd_runs(threads, rows.local(), runs);
  threads.run(std::ssize(runs), [&](std::int64_t i, int) { iterate(runs[static_cast<std::size_t>(i)]); });
}

}  // namespace shoal
