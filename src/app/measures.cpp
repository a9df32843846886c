#include "app/measures.hpp"

#include "app/sweeping.hpp"
#include "shoal/metrics.hpp"

namespace shoal::app {

Measured measure_labels(Session& session, const Points& points, const Clustering& clustering,
                        std::optional<bool> widths_asked) {
  Context context = session.context();
  const std::vector<std::int32_t>& labels = clustering.labels;
  Measured out;
  if (wants_silhouette(session, widths_asked, points)) {
    const Silhouette widths = silhouette(context, points, labels, clustering.clusters);
    out.metrics["silhouette"] = widths.mean;
    out.metrics["share_negative"] = widths.share_negative;
    for (const ClusterSilhouette& cluster : widths.clusters) out.cluster_silhouettes.push_back(cluster.mean);
  }
  out.metrics["calinski_harabasz"] = calinski_harabasz(context, points, labels, clustering.clusters);
  out.metrics["davies_bouldin"] = davies_bouldin(context, points, labels, clustering.clusters);
  return out;
}

}  // namespace shoal::app
