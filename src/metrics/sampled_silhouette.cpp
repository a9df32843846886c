#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include "base/at.hpp"
#include "base/draw_distinct.hpp"
#include "metrics/labels.hpp"
#include "metrics/silhouette_of_rows.hpp"
#include "shoal/error.hpp"
#include "shoal/metrics.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

/// The rows that are no noise, by their places: 0, 1, ... one after the other, as many of each as its weight says.
class Members {
 public:
  Members(std::span<const std::int32_t> labels, std::span<const double> weights) {
    std::int64_t end = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::int64_t count = weights.empty() ? 1 : static_cast<std::int64_t>(weights[i]);
      if (labels[i] < 0 || count == 0) continue;
      rows_.push_back(static_cast<std::int64_t>(i));
      ends_.push_back(end += count);
    }
  }
  std::int64_t count() const { return ends_.empty() ? 0 : ends_.back(); }
  std::int64_t row(std::int64_t place) const {
    return rows_[at(std::ranges::upper_bound(ends_, place) - ends_.begin())];
  }

 private:
  std::vector<std::int64_t> rows_, ends_;
};

std::int64_t clusters_among(std::span<const std::int32_t> labels, std::span<const std::int64_t> rows) {
  std::vector<std::int32_t> seen;
  for (const std::int64_t row : rows) seen.push_back(labels[static_cast<std::size_t>(row)]);
  std::ranges::sort(seen);
  return std::unique(seen.begin(), seen.end()) - seen.begin();
}

/// Standard error of the `mean` over `drawn` rows (in random order) from the means of disjoint groups of them. To first
/// order both the variance and the bias of a mean fall as 1 over its rows: Var = Var(mean of a group) / groups, less by
/// the share of the rows that was drawn, and bias = (mean of the groups' means - mean) / (groups - 1). Groups in which
/// fewer than two clusters have members have no mean and are left out.
double error_by_groups(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                       std::span<const std::int64_t> drawn, double mean_of_all, double share) {
  const std::int64_t groups = std::min(k_silhouette_groups, std::ssize(drawn) / 2);
  std::vector<double> means;
  for (std::int64_t g = 0; g < groups; ++g) {
    const auto begin = static_cast<std::size_t>(g * std::ssize(drawn) / groups);
    const auto end = static_cast<std::size_t>((g + 1) * std::ssize(drawn) / groups);
    const auto group = drawn.subspan(begin, end - begin);
    if (clusters_among(labels, group) < 2) continue;
    means.push_back(metrics::silhouette_of_rows(context, points, labels, k, group).mean);
  }
  if (means.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const auto count = static_cast<double>(means.size());
  double mean = 0.0, sq = 0.0;
  for (const double m : means) mean += m / count;
  for (const double m : means) sq += (m - mean) * (m - mean);
  const double variance = sq / (count - 1.0) / static_cast<double>(groups) * (1.0 - share);
  const double bias = (mean - mean_of_all) / static_cast<double>(groups - 1) * (1.0 - share);
  return std::sqrt(variance + bias * bias);
}

}  // namespace

SampledSilhouette sampled_silhouette(Context& context, const Points& points, std::span<const std::int32_t> labels,
                                     std::int64_t k, std::int64_t count, std::span<const double> weights) {
  require_alone(context.ranks, "a silhouette");
  metrics::cluster_sizes(labels, k, points.rows());
  if (!weights.empty()) metrics::checked_counts(weights, points.rows(), "silhouette");
  if (count < 2) {
    throw Error(ErrorCode::usage, "a silhouette needs at least 2 rows, not " + grouped(count), "sample more rows");
  }
  const Members members(labels, weights);
  std::vector<std::int64_t> drawn = draw_distinct(members.count(), count, context.seed, Purpose::sample);
  for (std::int64_t& row : drawn) row = members.row(row);
  SampledSilhouette out;
  out.rows = drawn;
  std::ranges::sort(out.rows);
  out.sample = metrics::silhouette_of_rows(context, points, labels, k, out.rows);
  if (std::ssize(drawn) < members.count()) {
    const double share = static_cast<double>(drawn.size()) / static_cast<double>(members.count());
    out.standard_error = error_by_groups(context, points, labels, k, drawn, out.sample.mean, share);
  }
  return out;
}

}  // namespace shoal
