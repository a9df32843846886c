// The passes of k-means: Lloyd's iterations and k-means++ are loops over them (kmeans_loops.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "shoal/cluster_sums.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/matrix.hpp"
#include "shoal/one_answer.hpp"
#include "shoal/passes.hpp"
#include "shoal/points.hpp"
#include "shoal/quantisation.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// Per-row state of one fit, resident on the device: sample weights, quantisation, last labels (-1 at first), squared
/// distance to the nearest centroid picked so far (+infinity at first).
class KMeansState {
 public:
  virtual ~KMeansState() = default;
};

/// How rows found their labels where centroids are ranked by products of low precision first.
struct SearchCounts {
  std::int64_t rows = 0;      ///< rows ranked so, once for every pass
  std::int64_t rescored = 0;  ///< of them, those that the ranking left open: canonical distances decided
};

/// Passes over the same Points may run at the same time from several threads with different states. A device whose states
/// are its own overrides all do_ functions of this face that take one.
class KMeansPasses : public Passes<KMeansPasses> {
 public:
  /// State for a fit; `weights` (n or empty) are copied or referenced and must outlive the state.
  virtual std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                                 const Quantisation& quantisation);

  /// Nearest centroid of each row of `rows`, added into `sums`; the labels of the state are replaced. The inertia is
  /// that of the centroids given. One read of the data; O(rows k d).
  void lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                  RowRange rows, ClusterSums& sums);

  /// lloyd_step() over all rows, but for the inertia, which may be left out. May come between passes of lloyd_step().
  void label_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                  ClusterSums& sums);

  /// Copies the labels of the state, n values.
  void labels(ThreadPool& threads, const Points& x, KMeansState& state, std::span<std::int32_t> out);

  /// k-means++ step in one read: first lowers the state's squared distances by the centroids `chosen` (any number of
  /// rows, none included: k-means|| adds many at once); then masses[c] = sum over rows of the quantised weighted
  /// min(state, distance to candidate c), c over the m rows of `candidates`. m = 0 with masses of length 1 gives the
  /// mass of the state itself. O(n (chosen + m) d).
  void min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                  MatrixView<const double> candidates, std::span<Int128> masses);

  /// The rows at which the running sum of quantised masses of the state first exceeds each target (0 <= target < total
  /// mass). targets and out have the same length; targets need no order. O(n).
  void rows_at_mass(ThreadPool& threads, const Points& x, KMeansState& state, std::span<const Int128> targets,
                    std::span<std::int64_t> out);

  /// True where label_step() leaves the inertia out and takes less time for it.
  virtual bool skips_inertia(const Points& /*x*/) const { return false; }

  /// True where many fits of up to k clusters are done sooner as one call of lloyd_runs() and plus_plus_runs() than as
  /// tasks of the thread pool with a call each.
  virtual bool takes_batches(const Points& /*x*/, std::int64_t /*k*/) const { return false; }

  /// Ends those runs that the device iterates by itself, without the host looking in, or many small ones beside each other.
  /// The others stay as they are, or as far as they came, with `end` running: run_lloyd() makes their passes. Of runs that
  /// it ends, the results are those of run_lloyd() bit for bit, but for `changed` of the sums, which may be left out, and
  /// for `inertia` of runs that need no trace. `x` holds all rows. Error{cancelled} between passes.
  virtual void lloyd_runs(ThreadPool& /*threads*/, const Points& /*x*/, std::span<LloydRun> /*runs*/) {}

  /// The same for greedy k-means++: the rows of runs that it ends are those of run_plus_plus().
  virtual void plus_plus_runs(ThreadPool& /*threads*/, const Points& /*x*/, std::span<SeedRun> /*runs*/) {}

  /// Over all passes over these points that have ended, assign() included. 0 where nothing is ranked (points of double, or
  /// of at most k_max_float_chain_cols columns, or few centroids). Unlike results, counts depend on the device, and a
  /// little on the order of its threads.
  virtual SearchCounts search_counts(const Points& /*x*/) const { return {}; }

  using StateWork = std::function<void(KMeansPasses&, const Points&, KMeansState&)>;

  /// place() for a pass over a state: where the state is.
  virtual void place_state(ThreadPool& /*threads*/, const Points& x, KMeansState& state, const StateWork& work) {
    work(*this, x, state);
  }

 protected:
  virtual void do_lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state,
                             MatrixView<const double> centroids, RowRange rows, ClusterSums& sums);
  virtual void do_label_step(ThreadPool& threads, const Points& x, KMeansState& state,
                             MatrixView<const double> centroids, ClusterSums& sums);
  virtual void do_labels(KMeansState& state, std::span<std::int32_t> out);
  virtual void do_min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                             MatrixView<const double> candidates, std::span<Int128> masses);
  virtual void do_rows_at_mass(ThreadPool& threads, const Points& x, KMeansState& state,
                               std::span<const Int128> targets, std::span<std::int64_t> out);
};

}  // namespace shoal
