// From the integer sums of a Lloyd pass to the next centroids.
#pragma once

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// Replaces each centroid by the mean of its cluster, rounded once to the points' scalar type; for cosine the mean is
/// brought to length 1 in double before it is rounded. A cluster without weight, and one whose mean has no direction
/// (cosine), keeps its centroid. O(k d).
void move_to_means(const Problem& problem, KMeansMetric metric, LloydSums& sums, Matrix<double>& centroids);

/// Brings a row of d values to Euclidean length 1 in double and rounds them to the scalar type; false when the row has
/// length 0 (it is left as it is).
bool normalise(Scalar scalar, double* row, std::int64_t d);

/// Nearest value of the scalar type.
inline double round_to(Scalar scalar, double value) {
  return scalar == Scalar::f32 ? static_cast<double>(static_cast<float>(value)) : value;
}

/// Sum of the squared distances between the rows of two k x d matrices.
double squared_shift(const Matrix<double>& a, const Matrix<double>& b);

}  // namespace shoal::kmeans
