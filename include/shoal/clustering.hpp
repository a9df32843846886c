// What a clustering says of its rows, whichever algorithm made it: all that measures, segments, report and tracking know.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace shoal {

/// The label of a row that belongs to no cluster.
inline constexpr std::int32_t k_noise = -1;

/// Rows divided into clusters. A value: it refers to nothing.
struct Clustering {
  std::vector<std::int32_t> labels;  ///< n; in [0, clusters), or k_noise
  std::int64_t clusters = 0;
  std::vector<std::int64_t> sizes;    ///< rows of each cluster; noise is in none of them
  std::int64_t noise = 0;             ///< rows with the label k_noise
  std::vector<std::string> warnings;  ///< what the algorithm has to say of its result
  bool approximate = false;           ///< the algorithm stops near, not at, what it looks for
};

/// Rows of each of the clusters; noise is left out. O(n). Error{data} for a label outside of [-1, clusters).
std::vector<std::int64_t> cluster_sizes(std::span<const std::int32_t> labels, std::int64_t clusters);

/// The clustering that the labels describe: sizes and noise are counted. O(n). Errors of cluster_sizes().
Clustering make_clustering(std::vector<std::int32_t> labels, std::int64_t clusters);

/// Rows of the smallest cluster; 0 without clusters. O(clusters).
std::int64_t smallest_size(std::span<const std::int64_t> sizes);

}  // namespace shoal
