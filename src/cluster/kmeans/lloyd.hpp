// Lloyd's iterations and what they share with mini-batches.
#pragma once

#include <cstdint>

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// Iterates from `centroids` (Lloyd 1982) until no label changes and no empty cluster can be filled, or the centroids
/// move by no more than the tolerance, or the iterations are spent. Ends with an assignment to the centroids returned.
Start lloyd(const Context& context, const Problem& problem, const KMeansOptions& options, Matrix<double> centroids);

/// Mini-batch k-means (Sculley 2010): each update takes random rows (with repetition) and moves every centroid to the
/// mean of all rows that it has been given so far, which is the paper's learning rate of 1 / count. Ends with one
/// assignment of all rows, in which empty clusters are filled.
Start mini_batch(const Context& context, const Problem& problem, const KMeansOptions& options, Matrix<double> centroids,
                 std::uint64_t seed);

/// Leaves out the clusters without weight, and keeps counts and inertia of the last pass.
Start close_start(const Problem& problem, LloydSums& sums, Matrix<double> centroids);

/// Squared shift of all centroids at which the iterations may stop; negative: none.
inline double shift_limit(const Problem& problem, const KMeansOptions& options) {
  return options.tolerance > 0.0 ? options.tolerance * problem.mean_variance : -1.0;
}

}  // namespace shoal::kmeans
