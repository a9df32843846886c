// Measures of a clustering, internal and against a truth. Labels are in [0, k); -1 is noise and left out.
//
// `weights`, where a measure takes them, are n values >= 0, or empty. A row of weight 3 counts as three rows, one of weight
// 0 as none. Measures that count rows need whole numbers, with a sum of at most 2^53: Error{data} for others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/context.hpp"

namespace shoal {

struct ClusterSilhouette {
  std::int64_t size = 0;  ///< rows, as often as their weights say
  double mean = 0.0;
  double share_negative = 0.0;  ///< share of members with a negative width
};
struct Silhouette {
  double mean = 0.0;  ///< over all rows that are not noise
  double share_negative = 0.0;
  std::vector<ClusterSilhouette> clusters;  ///< k
  std::vector<double> widths;               ///< n; 0 for noise and for the member of a cluster of one (as scikit-learn)
};

/// Exact mean silhouette, Euclidean (Rousseeuw 1987). O(n^2 d) time, O(n k) memory; with whole weights n is their sum: the
/// rows are repeated. Error{data} when fewer than two clusters have members; Error{memory} for more than 10^8 repeated rows.
/// Example:
///     double mean_width = silhouette(context, *points, found.labels, found.clusters).mean;
Silhouette silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                      std::span<const double> weights = {});

/// The silhouette of some rows among themselves, as an estimate of that of all.
struct SampledSilhouette {
  Silhouette sample;  ///< of the rows drawn alone; `widths` in their order
  std::vector<std::int64_t>
      rows;  ///< those drawn, ascending; with whole weights a row may be drawn as often as its weight says
  double standard_error = 0.0;  ///< of sample.mean as an estimate of the exact mean; 0 where all rows were drawn
};

/// Mean silhouette of `count` rows drawn by context.seed without replacement among those that are not noise (all of them
/// when there are no more): what scikit-learn's silhouette_score gives for the same rows. O(count^2 d) time, O(count k)
/// memory. The standard error comes from the spread between k_silhouette_groups disjoint groups of the rows drawn, each
/// measured by itself (random groups: Wolter, "Introduction to Variance Estimation", 2007), so it counts both that few
/// widths are averaged and that each width is a mean over few rows, whose bias it includes. NaN where fewer than two
/// groups have rows of two clusters. Error{data} when fewer than two clusters have members in the sample; Error{usage}
/// for count < 2.
SampledSilhouette sampled_silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels,
                                     std::int64_t k, std::int64_t count, std::span<const double> weights = {});
inline constexpr std::int64_t k_silhouette_groups = 20;

/// Ratio of dispersion between and within clusters (Calinski and Harabasz 1974). Whole weights. O(n d).
double calinski_harabasz(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                         std::span<const double> weights = {});
/// Mean over clusters of the worst (s_i + s_j) / d_ij (Davies and Bouldin 1979), as scikit-learn. Any weights: only their
/// ratios matter. O(n d + k^2 d).
double davies_bouldin(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                      std::span<const double> weights = {});

/// Adjusted Rand index of two labellings (Hubert and Arabie 1985); every distinct value is a group. O(n).
/// Example:
///     std::vector<std::int32_t> truth = {0, 0, 1, 1}, other = {1, 1, 0, 0};
///     double agreement = adjusted_rand(truth, other);  // 1: the names of groups do not matter
double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b);
/// Mutual information over the arithmetic mean of the entropies, as scikit-learn. O(n).
double normalized_mutual_info(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace shoal
