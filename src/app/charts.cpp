#include "app/charts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "app/principal_components.hpp"
#include "app/rf_map.hpp"
#include "base/at.hpp"
#include "data/preparation/column_statistics.hpp"

namespace shoal::app {

namespace {

constexpr std::int64_t k_scatter_points = 1500;
constexpr std::int64_t k_silhouette_points = 200;

/// Position i of `wanted` evenly spread over `available`, both ends included where there are two.
std::int64_t spread(std::int64_t i, std::int64_t wanted, std::int64_t available) { return i * available / wanted; }

/// Widths of each cluster from the widest to the narrowest, thinned evenly.
std::vector<std::vector<double>> silhouette_curves(const Silhouette& silhouette, const ClusteredCustomers& c,
                                                   std::span<const std::int64_t> sampled) {
  std::vector<std::vector<double>> curves(static_cast<std::size_t>(c.clustering.clusters));
  for (std::size_t i = 0; i < silhouette.widths.size(); ++i) {
    const std::int64_t row = c.kept[sampled.empty() ? i : at(sampled[i])];
    const std::int32_t label = c.clustering.labels[at(row)];
    if (label >= 0) curves[static_cast<std::size_t>(label)].push_back(silhouette.widths[i]);
  }
  for (auto& curve : curves) {
    std::ranges::sort(curve, std::greater<>());
    const auto size = static_cast<std::int64_t>(curve.size());
    if (size <= k_silhouette_points) continue;
    for (std::int64_t i = 0; i < k_silhouette_points; ++i) {
      curve[static_cast<std::size_t>(i)] = curve[static_cast<std::size_t>(spread(i, k_silhouette_points, size))];
    }
    curve.resize(k_silhouette_points);
  }
  return curves;
}

void add_scatter(const ClusteredCustomers& c, ChartData& charts) {
  const PrincipalComponents components = principal_components(c.prepared.view());
  charts.pc1_share = components.share[0];
  charts.pc2_share = components.share[1];
  const std::int64_t rows = c.prepared.rows();
  const std::int64_t shown = std::min(rows, k_scatter_points);
  for (std::int64_t i = 0; i < shown; ++i) {
    const std::int64_t row = spread(i, shown, rows);
    const auto at = components.project(c.prepared.row(row));
    charts.pc1.push_back(at[0]);
    charts.pc2.push_back(at[1]);
    charts.pc_segment.push_back(c.clustering.labels[static_cast<std::size_t>(c.kept[static_cast<std::size_t>(row)])]);
  }
  for (std::int64_t s = 0; s < c.clustering.clusters; ++s) {
    const auto at = components.project(c.centroids.row(s));
    charts.centroid_pc1.push_back(at[0]);
    charts.centroid_pc2.push_back(at[1]);
  }
}

/// One feature on the scale on which segments are compared: shares as they are, all else as log1p with its sign.
std::vector<double> compared_column(const FeatureTable& table, std::int64_t j) {
  const bool share = table.names[static_cast<std::size_t>(j)].ends_with("_share");
  std::vector<double> column;
  for (std::int64_t i = 0; i < table.rows(); ++i) {
    const double value = table.value(i, j);
    column.push_back(share ? value : std::copysign(std::log1p(std::abs(value)), value));
  }
  return column;
}

/// Whether the values that are there differ by no more than sums are off by rounding.
bool is_constant(const FeatureTable& table, std::int64_t j) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::int64_t i = 0; i < table.rows(); ++i) {
    low = std::fmin(low, table.value(i, j));
    high = std::fmax(high, table.value(i, j));
  }
  const double magnitude = std::max(std::abs(low), std::abs(high));
  return !(high - low > detail::rounding_of_sums(magnitude, std::numeric_limits<double>::epsilon()));
}

/// Per segment (mean of the segment - mean of all) / population standard deviation of all, each over the customers who
/// have the feature; NaN for a segment in which nobody has it.
std::vector<double> standardised_means(const std::vector<double>& column, const ClusteredCustomers& c) {
  const auto there = [](double value) { return !std::isnan(value); };
  const auto n = static_cast<double>(std::ranges::count_if(column, there));
  double mean = 0.0;
  for (const double value : column) mean += there(value) ? value / n : 0.0;
  double squares = 0.0;
  std::vector<double> sum(static_cast<std::size_t>(c.clustering.clusters)),
      size(static_cast<std::size_t>(c.clustering.clusters));
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (!there(column[i])) continue;
    const double off = column[i] - mean;
    squares += off * off;
    if (c.clustering.labels[i] < 0) continue;
    sum[static_cast<std::size_t>(c.clustering.labels[i])] += off;
    size[static_cast<std::size_t>(c.clustering.labels[i])] += 1.0;
  }
  const double deviation = std::sqrt(squares / n);
  for (std::size_t s = 0; s < sum.size(); ++s) {
    if (size[s] == 0.0) {
      sum[s] = std::numeric_limits<double>::quiet_NaN();
    } else {
      sum[s] = deviation > 0.0 ? sum[s] / size[s] / deviation : 0.0;
    }
  }
  return sum;
}

void add_profile(const ClusteredCustomers& c, ChartData& charts) {
  charts.profile_features = c.table.names;
  charts.profile.assign(static_cast<std::size_t>(c.clustering.clusters), {});
  for (std::int64_t j = 0; j < c.table.cols(); ++j) {
    const std::vector<double> means = is_constant(c.table, j) ? std::vector<double>(charts.profile.size())
                                                              : standardised_means(compared_column(c.table, j), c);
    for (std::size_t s = 0; s < means.size(); ++s) charts.profile[s].push_back(means[s]);
  }
}

}  // namespace

ChartData chart_data(const ClusteredCustomers& customers, const std::optional<Silhouette>& silhouette,
                     std::span<const std::int64_t> sampled) {
  ChartData charts;
  if (silhouette) charts.silhouette_widths = silhouette_curves(*silhouette, customers, sampled);
  add_scatter(customers, charts);
  add_profile(customers, charts);
  add_rf_map(customers.table, customers.clustering, charts);
  return charts;
}

}  // namespace shoal::app
