#include <algorithm>
#include <cstdlib>

#include "metrics/labels.hpp"
#include "metrics/scaling.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/metrics.hpp"

namespace shoal {
namespace {

/// Width of one row; 0 where the two means are 0, as scikit-learn has it.
double width(double own, double nearest) {
  const double larger = std::max(own, nearest);
  return larger > 0.0 ? (nearest - own) / larger : 0.0;
}

/// Double values whose largest magnitude lies outside of 2^+-200 are brought to 2^200: fourth powers, of which bounds
/// are made, then stay below 2^1000, and a pair that differs by 2^-700 of the largest still has a distance. The squares
/// of floats never leave the range of double, which they are computed in where that of float is too short.
constexpr int k_widest_exponent = 200;

void sum_distances(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                   std::span<double> own, std::span<double> nearest) {
  const auto sum = [&](const Points& at_scale) {
    context.device.labels().silhouette_sums(context.threads, at_scale, labels, k, own, nearest);
  };
  if (points.scalar() == Scalar::f32) return sum(points);
  const int exponent = metrics::largest_exponent(context.device.column_stats(context.threads, points, {}));
  if (std::abs(exponent) <= k_widest_exponent) return sum(points);
  sum(metrics::ScaledPoints(context, points, k_widest_exponent - exponent).points());
}

}  // namespace

Silhouette silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k) {
  require_alone(context.ranks, "a silhouette");
  const std::vector<std::int64_t> sizes = metrics::cluster_sizes(labels, k, points.rows());
  metrics::at_least_two(sizes, "silhouette");
  // Widths are ratios, which no scale changes.
  std::vector<double> own(labels.size()), nearest(labels.size());
  sum_distances(context, points, labels, k, own, nearest);

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
