#include "app/measures.hpp"

#include "app/sweeping.hpp"
#include "shoal/metrics.hpp"

namespace shoal::app {

std::vector<std::int64_t> rows_by_label(std::span<const std::int32_t> labels, std::int64_t k) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(k));
  for (const std::int32_t label : labels) {
    if (label >= 0) ++rows[static_cast<std::size_t>(label)];
  }
  return rows;
}

std::vector<double> measure_labels(Session& session, const Points& points, const std::vector<std::int32_t>& labels,
                                   std::int64_t k, std::optional<bool> widths_asked,
                                   std::map<std::string, double>& metrics) {
  Context context = session.context();
  std::vector<double> cluster_silhouettes;
  if (wants_silhouette(session, widths_asked, points)) {
    const Silhouette widths = silhouette(context, points, labels, k);
    metrics["silhouette"] = widths.mean;
    metrics["share_negative"] = widths.share_negative;
    for (const ClusterSilhouette& cluster : widths.clusters) cluster_silhouettes.push_back(cluster.mean);
  }
  metrics["calinski_harabasz"] = calinski_harabasz(context, points, labels, k);
  metrics["davies_bouldin"] = davies_bouldin(context, points, labels, k);
  return cluster_silhouettes;
}

}  // namespace shoal::app
