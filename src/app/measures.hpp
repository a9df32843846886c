// Measures of a labelling without a truth, as fit and evaluate report them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "shoal/clustering.hpp"

namespace shoal::app {

struct Measured {
  std::map<std::string, double> metrics;
  std::vector<double> cluster_silhouettes;  ///< one a cluster; empty where silhouettes were left out
};

/// silhouette and share_negative (as wants_silhouette() says of `widths_asked`), calinski_harabasz and davies_bouldin; noise
/// is in none of them. Errors of metrics.hpp.
Measured measure_labels(Session& session, const Points& points, const Clustering& clustering,
                        std::optional<bool> widths_asked);

}  // namespace shoal::app
