// Lloyd's iterations by their definition: what every device's own way of running them must equal.
#include <algorithm>

#include "shoal/device.hpp"

namespace shoal {
namespace {

/// One pass of a run. Returns whether it gave the inertia.
bool pass(Device& device, ThreadPool& threads, const Points& x, LloydRun& run) {
  if (!run.traced && run.terms->batch_rows == 0) {
    run.sums.clear();
    if (device.label_step(threads, x, *run.state, run.centroids.view(), run.sums)) return false;
  }
  run.traced = true;
  lloyd_pass(device, threads, x, *run.state, run.terms->batch_rows, run.centroids.view(), run.sums);
  return true;
}

void iterate(Device& device, ThreadPool& threads, const Points& x, LloydRun& run) {
  if (run.end != LloydEnd::running) return;
  if (!run.state) run.state = device.begin_fit(threads, x, run.terms->weights, run.terms->quantisation);
  run.sums = ClusterSums(run.centroids.rows(), run.centroids.cols());
  bool inertia_known = true;
  do {
    inertia_known = pass(device, threads, x, run);
    if (vacant_clusters(run.sums).empty()) {
      advance(run);
    } else {
      run.end = LloydEnd::vacant;
    }
  } while (run.end == LloydEnd::running);
  if (!inertia_known) {
    lloyd_pass(device, threads, x, *run.state, run.terms->batch_rows, run.centroids.view(), run.sums);
  }
}

}  // namespace

void lloyd_pass(Device& device, ThreadPool& threads, const Points& x, KMeansState& state, std::int64_t batch_rows,
                MatrixView<const double> centroids, ClusterSums& sums) {
  sums.clear();
  const std::int64_t step = batch_rows > 0 ? batch_rows : std::max<std::int64_t>(x.rows(), 1);
  for (std::int64_t begin = 0; begin < x.rows(); begin += step) {
    device.lloyd_step(threads, x, state, centroids, {begin, std::min(begin + step, x.rows())}, sums);
  }
}

void advance(LloydRun& run, const Filling& filling) {
  const bool filled = !filling.clusters.empty();
  Matrix<double> next = run.centroids;
  move_to_means(*run.terms, run.unit_length, run.sums, next);
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

void Device::lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) {
  threads.run(std::ssize(runs),
              [&](std::int64_t i, int) { iterate(*this, threads, x, runs[static_cast<std::size_t>(i)]); });
}

}  // namespace shoal
