// Fits that the scales of the whole data are too coarse for.
//
// Quantisation has one scale for all squared distances, one a column for all values and one for all weights, made for the
// largest of each. Where the rows of a cluster lie far closer to each other than the data is wide, or weigh far less than
// the heaviest row, their sums have few digits there, or none. resolved() is the test; a run that fails it is made anew,
// pass by pass, with a scale for every cluster and column and one for the squared distances of the pass. Labels come
// from the same canonical distances and the sums are of whole numbers, so the result has the same bits everywhere.
#pragma once

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// True when the sums of a pass under `centroids` say what they should:
///   the inertia S in whole numbers of n rows is right to 2^-20: n / 2 <= 2^-20 S;
///   the means are so near to the exact ones that the inertia is not above theirs by more than 2^-20 of itself;
///   no cluster with rows has lost all its weight;
///   no term of a squared distance that counts was lost below the normal numbers of the chain's type.
/// O(k d).
bool resolved(const Problem& problem, ClusterSums& sums, const Matrix<double>& centroids);
inline bool resolved(const Problem& problem, LloydRun& run) { return resolved(problem, run.sums, run.centroids); }

/// What lloyd() does, at scales of their own. Traced. Two reads of the data a pass, O(n + k d) memory. Error{data} where
/// squared distances vanish in the chain's type: the labels would mean nothing. Error{usage} on several ranks.
Start lloyd_at_own_scales(const Context& context, const StartTask& task, Matrix<double> centroids);

/// A scale at which the largest of the weighted squared distances has all its bits; 0 when all are 0.
int own_sq_exponent(const Problem& problem, std::span<const double> sq_distance);

}  // namespace shoal::kmeans
