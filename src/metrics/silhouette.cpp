#include <algorithm>
#include <cstdlib>
#include <utility>
#include <variant>

#include "metrics/labels.hpp"
#include "metrics/scaling.hpp"
#include "metrics/silhouette_of_rows.hpp"
#include "shoal/error.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/metrics.hpp"
#include "shoal/text.hpp"

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

/// The numbers of the rows that count, each as often as its weight says. Error{memory} for too many.
std::vector<std::int64_t> repeated_rows(std::span<const std::int32_t> labels, std::span<const double> weights) {
  constexpr double k_most = 1e8;
  double total = 0.0;
  for (std::size_t i = 0; i < labels.size(); ++i) total += labels[i] < 0 ? 0.0 : weights[i];
  if (total > k_most) {
    throw Error(ErrorCode::memory, "the weights make too many rows for silhouettes of each: " + grouped(total),
                "take a sample of them: --silhouette sample:20000");
  }
  std::vector<std::int64_t> rows;
  rows.reserve(static_cast<std::size_t>(total));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= 0) rows.insert(rows.end(), static_cast<std::size_t>(weights[i]), static_cast<std::int64_t>(i));
  }
  return rows;
}

/// Of rows that are there as often as their weights say.
Silhouette silhouette_of_counts(Context& context, const Points& points, std::span<const std::int32_t> labels,
                                std::int64_t k, std::span<const double> weights) {
  const std::vector<std::int64_t> rows = repeated_rows(labels, weights);
  Silhouette out = metrics::silhouette_of_rows(context, points, labels, k, rows);
  const std::vector<double> widths = std::exchange(out.widths, std::vector<double>(labels.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) out.widths[static_cast<std::size_t>(rows[i])] = widths[i];
  return out;
}

}  // namespace

Silhouette metrics::silhouette_of_rows(Context& context, const Points& points, std::span<const std::int32_t> labels,
                                       std::int64_t k, std::span<const std::int64_t> rows) {
  std::vector<std::int32_t> own;
  own.reserve(rows.size());
  for (const std::int64_t row : rows) own.push_back(labels[static_cast<std::size_t>(row)]);
  return std::visit(
      [&](auto view) {
        const auto values = rows_of<std::remove_cvref_t<decltype(*view.data)>>(view, rows);
        const auto some = context.device.upload(context.threads, HostView(values.view()));
        return silhouette(context, *some, own, k);
      },
      points.host());
}

Silhouette silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                      std::span<const double> weights) {
  require_alone(context.ranks, "a silhouette");
  const std::vector<std::int64_t> sizes = metrics::cluster_sizes(labels, k, points.rows());
  if (!weights.empty()) {
    metrics::checked_counts(weights, points.rows(), "silhouette");
    return silhouette_of_counts(context, points, labels, k, weights);
  }
  metrics::at_least_two(std::vector<double>(sizes.begin(), sizes.end()), "silhouette");
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
