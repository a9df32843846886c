// Measures of a labelling without a truth, as fit and evaluate report them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "shoal/clustering.hpp"

namespace shoal::app {

struct Measured {
  std::map<std::string, double> metrics;
  std::vector<double> cluster_silhouettes;  ///< one a cluster; empty where silhouettes were left out
};

/// silhouette and share_negative (exact or of a sample, as settled_silhouette() says, with silhouette_standard_error,
/// silhouette_rows and a warning), calinski_harabasz and davies_bouldin; noise is in none of them. What needs two clusters,
/// (Davies-Bouldin) fewer of them, or whole weights is left out with a warning. `weights` are those of the rows, or empty.
/// Errors of metrics.hpp.
Measured measure_labels(Session& session, const Points& points, const Clustering& clustering,
                        const SilhouetteChoice& widths, std::span<const double> weights = {});

/// Error{usage} when silhouettes are asked for that these weights cannot give, for they are no numbers of rows.
void check_choice(const SilhouetteChoice& widths, std::span<const double> weights);

/// What a model keeps of the metrics: silhouettes to 6 decimals. All others have the same bits on every device and SIMD
/// target; silhouettes agree to about 1e-9 on those of a processor, and a model should be the same bytes.
std::map<std::string, double> stored_metrics(std::map<std::string, double> metrics);

}  // namespace shoal::app
