// One start of k-means as a task. fit_kmeans and the k sweep are schedules over it:
//
//   check_options(options, points);                                for every k
//   const Problem problem = make_problem(context, points, options, weights);
//   for r in [0, start_count(options)): starts[r] = run_start(context, problem, options, r);     any order, any thread
//   KMeansResult fit = finish(context, problem, options, recombine(context, problem, options, starts));
//
// One Problem serves every k and restart, and may be used by several threads at once.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "shoal/kmeans.hpp"

namespace shoal::kmeans {

/// What all starts on the same points and weights share, whatever their k. Refers to points and weights.
struct Problem : FitTerms {
  Problem(const Points& on, FitTerms terms) : FitTerms(std::move(terms)), points(on) {}

  const Points& points;
  double mean_variance = 0.0;  ///< of the columns; 0 unless the options have a tolerance
};

/// What one start ended with; its centroids are in no particular order yet.
struct Start {
  Matrix<double> centroids;         ///< at most k x d; each is the nearest of some row with a weight above 0
  std::vector<std::int64_t> sizes;  ///< rows of each cluster
  Int128 inertia = 0;               ///< of `centroids`, at 2^-problem.quantisation.sq_exponent
  std::int64_t iterations = 0;
  bool unfilled = false;  ///< the iterations were spent before an empty cluster could be given a row
  bool converged = false;
  std::vector<double> inertia_trace;
  int restart = 0;
};

/// Error{usage} for an option out of range, k > n or a wrong shape of `initial`; Error{data} for `initial` not finite.
void check_options(const KMeansOptions& options, const Points& points);

/// One read of the data, and two more for a tolerance above 0. Of the options only metric, init, initial and tolerance
/// matter, so one Problem serves every k. Error{data} for weights that are negative, not finite or all 0, and (cosine)
/// for a row whose length is not 1.
Problem make_problem(const Context& context, const Points& points, const KMeansOptions& options,
                     std::span<const double> weights = {});

/// How many starts the options ask for: given centroids have nothing to repeat.
int start_count(const KMeansOptions& options);

/// True when a start is too small for its passes to be shared among threads: the starts should run beside each other.
bool starts_run_in_parallel(const Problem& problem, std::int64_t k);

/// Seeds and iterates once; a pure function of (problem, options, context.seed, restart). Checked options only. Passes
/// run on context.threads (one after the other inside a task of that pool). O(iterations n k d) time, O(n + k d)
/// memory.
Start run_start(const Context& context, const Problem& problem, const KMeansOptions& options, int restart);

/// The start with the lowest inertia, ties to the lowest restart, without trying to better it. At least one.
Start best_start(std::vector<Start> starts);

/// The best start, after small fits have tried to better it: generations of as many starts as there were, each from the
/// centroids of two of the best so far and two new rows, until three in a row bring nothing. Equal starts, a
/// single one, mini-batches and fits too big to run beside each other are left as they are. At least one start; a pure
/// function of (problem, options, context.seed, starts).
Start recombine(const Context& context, const Problem& problem, const KMeansOptions& options,
                std::vector<Start> starts);

/// Numbers the clusters by size (ties by centroid), assigns every row to the numbered centroids and words the warnings.
/// One or two reads of the data.
KMeansResult finish(const Context& context, const Problem& problem, const KMeansOptions& options, Start start);

}  // namespace shoal::kmeans
