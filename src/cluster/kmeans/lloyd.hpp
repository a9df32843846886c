// Lloyd's iterations and what they share with mini-batches.
#pragma once

#include <cstdint>

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// Iterates each task from its `centroids` (Lloyd 1982) until no label changes and no empty cluster can be filled, or
/// the centroids move by no more than the tolerance, or the iterations are spent. Ends with an assignment to the
/// centroids returned. The device has all the runs at once; those with an empty cluster go on together once filled.
std::vector<Start> lloyd(const Context& context, std::span<const StartTask> tasks,
                         std::vector<Matrix<double>> centroids);

/// The run of a task before its first pass.
LloydRun lloyd_run(const StartTask& task, Matrix<double> centroids);

/// Gives a start its whole trace by running its iterations once more, where it has none.
void complete_trace(const Context& context, const StartTask& task, Start& start);

/// Mini-batch k-means (Sculley 2010): each update takes random rows (with repetition) and moves every centroid to the
/// mean of all rows that it has been given so far, which is the paper's learning rate of 1 / count. Ends with one
/// assignment of all rows, in which empty clusters are filled.
Start mini_batch(const Context& context, const Problem& problem, const KMeansOptions& options, Matrix<double> centroids,
                 std::uint64_t seed);

/// Leaves out the clusters without weight, and keeps counts and inertia of the last pass.
Start close_start(const Problem& problem, ClusterSums& sums, Matrix<double> centroids);

/// Squared shift of all centroids at which the iterations may stop; negative: none.
inline double shift_limit(const Problem& problem, const KMeansOptions& options) {
  return options.tolerance > 0.0 ? options.tolerance * problem.mean_variance : -1.0;
}

}  // namespace shoal::kmeans
