// Measures of a clustering, internal and against a truth. Labels are in [0, k); -1 is noise and left out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/context.hpp"

namespace shoal {

struct ClusterSilhouette {
  std::int64_t size = 0;
  double mean = 0.0;
  double share_negative = 0.0;  ///< share of members with a negative width
};
struct Silhouette {
  double mean = 0.0;  ///< over all rows that are not noise
  double share_negative = 0.0;
  std::vector<ClusterSilhouette> clusters;  ///< k
  std::vector<double> widths;               ///< n; 0 for noise and for the member of a cluster of one (as scikit-learn)
};

/// Exact mean silhouette, Euclidean (Rousseeuw 1987). O(n^2 d) time, O(n k) memory. Error{data} when fewer than two
/// clusters have members.
Silhouette silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k);

/// Ratio of dispersion between and within clusters (Calinski and Harabasz 1974). O(n d).
double calinski_harabasz(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k);
/// Mean over clusters of the worst (s_i + s_j) / d_ij (Davies and Bouldin 1979), as scikit-learn. O(n d + k^2 d).
double davies_bouldin(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k);

/// Adjusted Rand index of two labellings (Hubert and Arabie 1985); every distinct value is a group. O(n).
double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b);
/// Mutual information over the arithmetic mean of the entropies, as scikit-learn. O(n).
double normalized_mutual_info(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace shoal
