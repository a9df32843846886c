// The loops of k-means over the passes of a device: Lloyd's iterations and greedy k-means++. They are the definition of
// what a device that runs them by itself must give.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "shoal/kmeans_passes.hpp"
#include "shoal/rows.hpp"

namespace shoal {

/// One pass of lloyd_step() over all rows, at most batch_rows at a time (0: all at once); `sums` is cleared first, and
/// becomes that of all ranks. Collective.
void lloyd_pass(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, KMeansState& state,
                std::int64_t batch_rows, MatrixView<const double> centroids, ClusterSums& sums);

/// Runs every one of `runs` until it ends, as if each were alone: lloyd_pass(), then advance(). Runs that have ended are
/// left as they are. Where all rows are here, the device takes what it runs by itself first, and the others go beside each
/// other. The terms of the runs are of these rows. Error{cancelled} between passes. Collective.
void run_lloyd(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, std::span<LloydRun> runs);

/// Adds rows to every one of `runs` until it has its k, or every row lies on one of them to the resolution of the
/// masses. A step draws seed_draws(k) rows by their mass under what is taken so far (the draws are those of the seed,
/// Purpose::candidate, the number taken, and the lane) and takes the one that leaves the least mass, ties to the
/// earliest draw. Where all rows are here, the device takes what it runs by itself first. Two reads of the data and one of
/// the state a step. Error{cancelled} between steps. Collective.
void run_plus_plus(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, std::span<SeedRun> runs);

/// The same without asking the device for more than passes.
void plus_plus_by_passes(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, std::span<SeedRun> runs);

/// The masses of all rows under what has been chosen: their squared distances to it, weighted and quantised. Collective.
class SeedMasses {
 public:
  SeedMasses(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, const FitTerms& terms);
  KMeansState& state() { return *state_; }

  /// Adds centroids to what has been chosen. Returns the mass of all rows. Checks for cancellation.
  Int128 choose(MatrixView<const double> centroids);
  /// The masses of all rows if each of the candidates were chosen.
  void try_out(MatrixView<const double> candidates, std::span<Int128> masses);
  /// The rows at which the running sum of masses first exceeds each target.
  void rows_at(std::span<const Int128> targets, std::span<std::int64_t> out);

 private:
  KMeansPasses& passes_;
  ThreadPool& threads_;
  const Rows& rows_;
  std::unique_ptr<KMeansState> state_;
  Int128 before_ = 0, own_ = 0;  ///< the mass of the ranks below this one, and of this one
};

}  // namespace shoal
