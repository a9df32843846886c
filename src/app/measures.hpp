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

/// silhouette and share_negative (exact as wants_silhouette() says, or of a sample, with silhouette_standard_error,
/// silhouette_rows and a warning), calinski_harabasz and davies_bouldin; noise is in none of them. What needs two clusters, or (Davies-Bouldin) fewer of them, is left out with a warning. Errors of
/// metrics.hpp.
Measured measure_labels(Session& session, const Points& points, const Clustering& clustering,
                        const SilhouetteChoice& widths);

/// What a model keeps of the metrics: silhouettes to 6 decimals. All others have the same bits on every device and SIMD
/// target; silhouettes agree to about 1e-9 on those of a processor, and a model should be the same bytes.
std::map<std::string, double> stored_metrics(std::map<std::string, double> metrics);

}  // namespace shoal::app
