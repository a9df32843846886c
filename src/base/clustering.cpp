#include "shoal/clustering.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {

std::vector<std::int64_t> cluster_sizes(std::span<const std::int32_t> labels, std::int64_t clusters) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(std::max<std::int64_t>(clusters, 0)));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::int32_t label = labels[i];
    if (label < k_noise || label >= clusters) {
      throw Error(ErrorCode::data,
                  "label " + std::to_string(label) + " is not between -1 and " + std::to_string(clusters - 1),
                  "number the clusters from 0; -1 marks noise", "row " + grouped(static_cast<std::int64_t>(i) + 1));
    }
    if (label != k_noise) ++sizes[static_cast<std::size_t>(label)];
  }
  return sizes;
}

Clustering make_clustering(std::vector<std::int32_t> labels, std::int64_t clusters) {
  Clustering out;
  out.clusters = clusters;
  out.sizes = cluster_sizes(labels, clusters);
  out.noise = std::ssize(labels) - std::accumulate(out.sizes.begin(), out.sizes.end(), std::int64_t{0});
  out.labels = std::move(labels);
  return out;
}

std::int64_t smallest_size(std::span<const std::int64_t> sizes) {
  return sizes.empty() ? 0 : *std::ranges::min_element(sizes);
}

}  // namespace shoal
