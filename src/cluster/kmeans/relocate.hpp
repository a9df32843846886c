// Rows for clusters that have none.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// The nearest centroid of every row, and the squared distance to it.
struct Nearest {
  std::vector<std::int32_t> labels;
  std::vector<double> sq_distance;
};

Nearest nearest_centroids(const Context& context, const Points& points, MatrixView<const double> centroids);

/// Up to `wanted` rows that may leave their cluster to make one of their own: farthest from their centroid first, ties
/// to the lowest row. A row qualifies when moving it lowers the inertia (its quantised squared distance is above 0, so
/// it has a weight) and another row with a weight stays behind. One read of the data, O(n) memory.
std::vector<std::int64_t> farthest_rows(const Context& context, const Problem& problem,
                                        MatrixView<const double> centroids, std::int64_t wanted);
/// The same of k clusters where the distances are known, quantised at 2^sq_exponent.
std::vector<std::int64_t> farthest_rows(const Problem& problem, const Nearest& nearest, std::int64_t k, int sq_exponent,
                                        std::int64_t wanted);

/// Sets the first rows.size() vacant centroids to these rows.
void place_rows(const Problem& problem, std::span<const std::int64_t> vacant, std::span<const std::int64_t> rows,
                Matrix<double>& centroids);

/// Removes the vacant centroids and their counts.
void drop_clusters(std::span<const std::int64_t> vacant, Matrix<double>& centroids, std::vector<std::int64_t>& sizes);

}  // namespace shoal::kmeans
