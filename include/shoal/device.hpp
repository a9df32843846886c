// A place to compute. One virtual call = one pass over the data, so a back end can fuse all that belongs to the pass.
// Back ends know no algorithm; algorithms (cluster/, metrics/) know no back end; only src/device/registry.cpp names
// both.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/cluster_sums.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/matrix.hpp"
#include "shoal/one_answer.hpp"
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

/// One greedy k-means++ (Arthur and Vassilvitskii 2007): in, what is taken already; out, the rows taken.
struct SeedRun {
  const FitTerms* terms = nullptr;
  MatrixView<const double> given;  ///< centroids that are there already, m x d in the points' scalar type; m may be 0
  std::vector<std::int64_t> rows;  ///< those taken; more are added. With `given` at least one
  std::int64_t k = 0;              ///< given and rows in the end
  std::uint64_t seed = 0;
};

/// Rows that each step of greedy k-means++ draws.
std::int64_t seed_draws(std::int64_t k);

/// Where assign() puts its results, each as long as the row range or empty (not wanted).
struct Assignment {
  std::span<std::int32_t> labels;
  std::span<double> sq_distance;  ///< canonical, to the nearest centroid
  std::span<double> sq_second;    ///< canonical, to the second nearest centroid; +infinity for k = 1
};

/// How rows found their labels where centroids are ranked by products of low precision first.
struct SearchCounts {
  std::int64_t rows = 0;      ///< rows ranked so, once for every pass
  std::int64_t rescored = 0;  ///< of them, those that the ranking left open: canonical distances decided
};

/// The means of k clusters, each value as a sum of two doubles, so that a common offset costs no digits; all times a
/// power of two that keeps squares in the range of double.
struct ScaledMeans {
  Matrix<double> whole, rest;  ///< k x d
  double scale = 1.0;
};

struct DeviceInfo {
  std::string name;         ///< "cpu", "cpu:avx2", "cuda:0"
  std::string description;  ///< "AMD EPYC, 2 cores, AVX-512"
  bool ready = false;
  std::string reason;  ///< why it is not ready
};

/// The passes. Centroids are k x d doubles whose values are exactly representable in the points' scalar type. All
/// passes are deterministic: the same bits for any thread count, row cut, SIMD target or device. Passes over the same
/// Points may run at the same time from several threads with different KMeansStates.
class Device {
 public:
  virtual ~Device() = default;
  virtual DeviceInfo info() const = 0;

  /// What the device decided by itself since the last call, in words for people: where it placed the work and why.
  /// Empty for a device that has no choice.
  virtual std::vector<std::string> take_notes() { return {}; }

  /// Over all passes over these points that have ended. 0 where nothing is ranked (points of double, or of at most
  /// k_max_float_chain_cols columns, or few centroids). Unlike results, counts depend on the device, and a little on the
  /// order of its threads.
  virtual SearchCounts search_counts(const Points& /*x*/) const { return {}; }

  /// Makes a host matrix resident; the view must outlive the Points. Error{data} at "row 3, column 2" (counted from 1)
  /// for the first value, row by row, that is NaN or infinite. O(n d).
  virtual std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) = 0;

  /// One read of the data. `weights`: n values >= 0, or empty. Without rows min is +infinity, max -infinity, the rest 0
  /// (max_weight 1).
  virtual ColumnStats column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) = 0;

  /// State for a fit; `weights` (n or empty) are copied or referenced and must outlive the state.
  virtual std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                                 const Quantisation& quantisation) = 0;

  /// Nearest centroid of each row of `rows`, added into `sums`; the labels of the state are replaced. The inertia is
  /// that of the centroids given. One read of the data; O(rows k d).
  virtual void lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                          RowRange rows, ClusterSums& sums) = 0;

  /// lloyd_step() over all rows, but for the inertia, which is left as it is. False, and nothing done, where the device
  /// has no faster way to the sums than lloyd_step(). May come between passes of lloyd_step().
  virtual bool label_step(ThreadPool& /*threads*/, const Points& /*x*/, KMeansState& /*state*/,
                          MatrixView<const double> /*centroids*/, ClusterSums& /*sums*/) {
    return false;
  }

  /// Runs every one of `runs` until it ends, as if each were alone: lloyd_step() over all rows, then advance(). Runs
  /// that have ended are left as they are. The results are those of this definition bit for bit, but for `changed` of
  /// the sums, which may be left out, and for `inertia` of runs that need no trace; a device may keep centroids and sums
  /// to itself in between, and run small fits beside each other. The terms of the runs are of these points.
  /// Error{cancelled} between passes.
  virtual void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs);

  /// Adds rows to every one of `runs` until it has its k, or every row lies on one of them to the resolution of the
  /// masses. A step draws seed_draws(k) rows by their mass under what is taken so far (the draws are those of the seed,
  /// Purpose::candidate, the number taken, and the lane) and takes the one that leaves the least mass, ties to the
  /// earliest draw. The rows are those of this definition by min_update() and rows_at_mass(); a device may run many
  /// beside each other. Two reads of the data and one of the state a step. Error{cancelled} between steps.
  virtual void plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs);

  /// True where many fits of up to k clusters are done sooner as one call of lloyd_runs() and plus_plus_runs() than as
  /// tasks of the thread pool with a call each.
  virtual bool takes_batches(const Points& /*x*/, std::int64_t /*k*/) const { return false; }

  /// The device for a handful of rows: this one, or one that answers sooner (with the same bits).
  virtual Device& for_few_rows() { return *this; }

  /// Copies the labels of the state, n values.
  virtual void labels(const KMeansState& state, std::span<std::int32_t> out) = 0;

  /// Nearest (and second nearest) centroid of each row of `rows`, without a fit. O(rows k d).
  virtual void assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
                      const Assignment& out) = 0;

  /// How many rows, itself included, lie within eps >= 0 of each row of `rows`: those whose canonical squared distance
  /// to it is at most eps * eps in double. counts: as long as `rows`. O(rows n d), O(1) memory a row. What is here runs on
  /// the host, by the definition; a device may be faster.
  virtual void range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows,
                           std::span<std::int64_t> counts);

  /// k-means++ step in one read: first lowers the state's squared distances by the centroids `chosen` (any number of
  /// rows, none included: k-means|| adds many at once); then masses[c] = sum over rows of the quantised weighted
  /// min(state, distance to candidate c), c over the m rows of `candidates`. m = 0 with masses of length 1 gives the
  /// mass of the state itself. O(n (chosen + m) d).
  virtual void min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                          MatrixView<const double> candidates, std::span<Int128> masses) = 0;

  /// The rows at which the running sum of quantised masses of the state first exceeds each target (0 <= target < total
  /// mass). targets and out have the same length; targets need no order. O(n).
  virtual void rows_at_mass(ThreadPool& threads, const Points& x, const KMeansState& state,
                            std::span<const Int128> targets, std::span<std::int64_t> out) = 0;

  /// Exact silhouette parts under `labels` (n values in [0, k), -1 = left out): mean distance to the other members of
  /// the own cluster (0 in a cluster of one) and the smallest mean distance to another cluster (0 when there is none).
  /// Both are 0 for rows left out.
  /// Every pair once or twice, O(n k) memory at most, O(n^2 d). Equal on all devices to 1e-6 relative (where squared
  /// differences neither overflow nor vanish in double); equal bits for any number of threads on one device.
  virtual void silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                               std::int64_t k, std::span<double> mean_own, std::span<double> mean_nearest) = 0;

  /// Adds the rows of each cluster under `labels` (n values in [0, k), -1 = left out), without weights: totals, weights
  /// and counts. One read of the data.
  virtual void label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                          const Quantisation& quantisation, ClusterSums& sums) = 0;

  /// Of each cluster under such labels: the sum of its rows' squared distances to its mean, and of their distances, both
  /// in units of the scaled means. Sums of whole numbers (device/spread.hpp): relative error 2^-50 of the cluster's largest, and
  /// equal bits on all devices. Two reads of the data.
  virtual void label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                             const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) = 0;
};

/// One pass of lloyd_step() over all rows, at most batch_rows at a time (0: all at once); `sums` is cleared first.
void lloyd_pass(Device& device, ThreadPool& threads, const Points& x, KMeansState& state, std::int64_t batch_rows,
                MatrixView<const double> centroids, ClusterSums& sums);

/// A device by name: "auto", "cpu", or "cpu:TARGET" with a SIMD target that devices() lists (scalar, sse4, avx2,
/// avx512, avx512vnni, amx, ...). Error{device} says what is missing, Error{usage} lists the names.
std::unique_ptr<Device> make_device(std::string_view name);
/// What can compute here, and why not: the cpu, each of its SIMD targets, cuda.
std::vector<DeviceInfo> devices();

}  // namespace shoal
