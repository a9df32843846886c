// Measures of a labelling without a truth, as fit and evaluate report them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/session.hpp"

namespace shoal::app {

/// Rows of each of k clusters; a label of -1 belongs to none. O(n).
std::vector<std::int64_t> rows_by_label(std::span<const std::int32_t> labels, std::int64_t k);

/// Adds silhouette and share_negative (as wants_silhouette() says of `widths_asked`), calinski_harabasz and davies_bouldin to
/// the metrics. Returns the mean silhouette of each cluster, nothing where silhouettes were left out. Errors of metrics.hpp.
std::vector<double> measure_labels(Session& session, const Points& points, const std::vector<std::int32_t>& labels,
                                   std::int64_t k, std::optional<bool> widths_asked,
                                   std::map<std::string, double>& metrics);

}  // namespace shoal::app
