#include <algorithm>

#include "metrics/labels.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/metrics.hpp"

namespace shoal {
namespace {

/// Width of one row; 0 where the two means are 0, as scikit-learn has it.
double width(double own, double nearest) {
  const double larger = std::max(own, nearest);
  return larger > 0.0 ? (nearest - own) / larger : 0.0;
}

}  // namespace

Silhouette silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k) {
  require_alone(context.ranks, "a silhouette");
  const std::vector<std::int64_t> sizes = metrics::cluster_sizes(labels, k, points.rows());
  metrics::at_least_two(sizes, "silhouette");
  std::vector<double> own(labels.size()), nearest(labels.size());
  context.device.labels().silhouette_sums(context.threads, points, labels, k, own, nearest);

  Silhouette out;
  out.widths.resize(labels.size());
  out.clusters.resize(sizes.size());
  std::vector<std::int64_t> negative(sizes.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) continue;
    const auto c = static_cast<std::size_t>(labels[i]);
    if (sizes[c] > 1) out.widths[i] = width(own[i], nearest[i]);
    out.clusters[c].mean += out.widths[i];
    if (out.widths[i] < 0.0) ++negative[c];
  }
  std::int64_t rows = 0, all_negative = 0;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    out.mean += out.clusters[c].mean;
    out.clusters[c].size = sizes[c];
    rows += sizes[c];
    all_negative += negative[c];
    if (sizes[c] == 0) continue;
    out.clusters[c].mean /= static_cast<double>(sizes[c]);
    out.clusters[c].share_negative = static_cast<double>(negative[c]) / static_cast<double>(sizes[c]);
  }
  out.mean /= static_cast<double>(rows);
  out.share_negative = static_cast<double>(all_negative) / static_cast<double>(rows);
  return out;
}

}  // namespace shoal
