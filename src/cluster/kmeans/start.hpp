// Starts of k-means as tasks. fit_kmeans and the k sweep are schedules over them:
//
//   check_options(options, rows);                                  for every k
//   const Problem problem = make_problem(context, points, options, weights);
//   starts = run_starts(context, tasks);                           in any order, any thread, any cut into batches
//   KMeansResult fit = finish(context, problem, options, recombine(context, problem, options, starts));
//
// One Problem serves every k and restart, and may be used by several threads at once. A device that takes batches
// (starts_go_in_batches) is given all tasks in one call, another one each, as tasks of the thread pool.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "shoal/kmeans.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/rows.hpp"

namespace shoal::kmeans {

/// What all starts on the same points and weights share, whatever their k. Refers to the points.
struct Problem : FitTerms {
  Problem(const Rows& rows, FitTerms terms) : FitTerms(std::move(terms)), rows(rows), points(rows.local()) {}
  Problem(Problem&&) = default;

  Rows rows;                           ///< all
  const Points& points;                ///< those of this rank, which the weights belong to
  std::vector<double> scaled_weights;  ///< what `weights` refers to: those given times 2^-weight_shift
  int weight_shift = 0;
  double mean_variance = 0.0;  ///< of the columns; 0 unless the options have a tolerance
};

/// A weighted sum of squared distances: sum 2^-exponent, a whole number so that it has the same bits everywhere.
struct Inertia {
  Int128 sum = 0;
  int exponent = 0;

  double value() const { return std::ldexp(to_double(sum), -exponent); }
  bool operator==(const Inertia&) const = default;
  /// Sums of the same scale compare exactly, others as the doubles nearest to them.
  std::partial_ordering operator<=>(const Inertia& other) const {
    return std::tuple(value(), exponent, sum) <=> std::tuple(other.value(), other.exponent, other.sum);
  }
};

/// What one start ended with; its centroids are in no particular order yet.
struct Start {
  Matrix<double> centroids;         ///< at most k x d; each is the nearest of some row with a weight above 0
  std::vector<std::int64_t> sizes;  ///< rows of each cluster
  Inertia inertia;                  ///< of `centroids`, under the scaled weights
  std::int64_t iterations = 0;
  bool unfilled = false;  ///< the iterations were spent before an empty cluster could be given a row
  bool converged = false;
  std::vector<double>
      inertia_trace;  ///< under the scaled weights; iterations + 1 values, or the last alone where the task was not traced
  Matrix<double> first;  ///< where the iterations began, where the trace is the last alone
  int restart = 0;
};

/// Error{usage} for an option out of range, k > n or a wrong shape of `initial`; Error{data} for `initial` not finite.
void check_options(const KMeansOptions& options, const Rows& rows);

/// One read of the data, and two more for a tolerance above 0. Of the options only metric, init, initial and tolerance
/// matter, so one Problem serves every k. Error{data} for weights that are negative, not finite or all 0, and (cosine)
/// for a row whose length is not 1.
Problem make_problem(const Context& context, const Points& points, const KMeansOptions& options,
                     std::span<const double> weights = {});

/// True when squared distances of the points are chains of floats.
bool in_float_chain(const Points& points);
/// The least number above 0 of the chain's type.
double least_of_chain(const Points& points);

/// How many starts the options ask for: given centroids have nothing to repeat.
int start_count(const KMeansOptions& options);

/// True when a start is too small for its passes to be shared among threads: the starts should run beside each other,
/// where all rows are here.
bool starts_run_in_parallel(const Problem& problem, std::int64_t k);

/// True when the device wants starts of up to k clusters in one call, or they share it with those of other ranks.
bool starts_go_in_batches(const Context& context, const Problem& problem, const KMeansOptions& options, std::int64_t k);

/// A start to be made. Refers to problem and options.
struct StartTask {
  const Problem* problem = nullptr;
  const KMeansOptions* options = nullptr;
  std::uint64_t seed = 0;  ///< of the context
  int restart = 0;
  bool traced = true;  ///< false: inertia_trace may be left out, which takes less time

  std::uint64_t start_seed() const { return random_bits(seed, Purpose::restart, static_cast<std::uint64_t>(restart)); }
};

/// Seeds and iterates each task once; a start is a pure function of its task. Problems on the same points and options
/// that differ in k alone, checked. Passes run on context.threads (one after the other inside a task of that pool).
/// O(iterations n k d) time and O(n + k d) memory a task.
std::vector<Start> run_starts(const Context& context, std::span<const StartTask> tasks);

/// A batch of one.
Start run_start(const Context& context, const StartTask& task);

/// Starts in groups, all of them in one batch.
std::vector<std::vector<Start>> run_groups(const Context& context, std::span<const std::vector<StartTask>> groups);

/// One restart. Those of small fits are not traced: their passes are faster so, and only one of them is shown.
StartTask task_of(const Context& context, const Problem& problem, const KMeansOptions& options, int restart);

/// The tasks of all restarts of one k, in their order.
std::vector<StartTask> tasks_of(const Context& context, const Problem& problem, const KMeansOptions& options);

/// The start with the lowest inertia, ties to the lowest restart, without trying to better it. At least one.
Start best_start(std::vector<Start> starts);

/// The best start, after small fits have tried to better it: generations of as many starts as there were, each from the
/// centroids of two of the best so far and two new rows, until three in a row bring nothing. Equal starts, a
/// single one, mini-batches and fits too big to run beside each other are left as they are. At least one start; a pure
/// function of (problem, options, context.seed, starts).
Start recombine(const Context& context, const Problem& problem, const KMeansOptions& options,
                std::vector<Start> starts);

/// The starts of one k, to be bettered.
struct Family {
  const KMeansOptions* options = nullptr;
  std::vector<Start> starts;
};

/// recombine() of each family, the children of a generation of all of them in one batch.
std::vector<Start> recombine_together(const Context& context, const Problem& problem, std::vector<Family> families);

/// Numbers the clusters by size (ties by centroid), assigns every row to the numbered centroids and words the warnings.
/// One or two reads of the data, and the iterations once more where the start has no trace.
KMeansResult finish(const Context& context, const Problem& problem, const KMeansOptions& options, Start start);

}  // namespace shoal::kmeans
