// Checks a k-means result against the definition of what it claims, in long double.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "shoal/kmeans.hpp"

namespace shoal::test {

/// Everything that is wrong with `result` as a k-means of the points: shapes; sizes, their sum and order; a label whose
/// centroid is not the nearest; an inertia that is not the sum; a centroid that is not the mean of its rows (where the
/// result says that it converged with tolerance 0). Roundings that the types allow are no complaint.
std::vector<std::string> complaints(const Points& points, std::span<const double> weights, const KMeansResult& result);

}  // namespace shoal::test
