#include "app/charts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "app/principal_components.hpp"
#include "app/rf_map.hpp"

namespace shoal::app {

namespace {

constexpr std::int64_t k_scatter_points = 1500;
constexpr std::int64_t k_silhouette_points = 200;

/// Position i of `wanted` evenly spread over `available`, both ends included where there are two.
std::int64_t spread(std::int64_t i, std::int64_t wanted, std::int64_t available) { return i * available / wanted; }

/// Widths of each cluster from the widest to the narrowest, thinned evenly.
std::vector<std::vector<double>> silhouette_curves(const Silhouette& silhouette, const ClusteredCustomers& c) {
  std::vector<std::vector<double>> curves(static_cast<std::size_t>(c.k));
  for (std::size_t i = 0; i < c.kept.size(); ++i) {
    const std::int32_t label = c.labels[static_cast<std::size_t>(c.kept[i])];
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
    charts.pc_segment.push_back(c.labels[static_cast<std::size_t>(c.kept[static_cast<std::size_t>(row)])]);
  }
  for (std::int64_t s = 0; s < c.k; ++s) {
    const auto at = components.project(c.centroids.row(s));
    charts.centroid_pc1.push_back(at[0]);
    charts.centroid_pc2.push_back(at[1]);
  }
}

/// (Segment mean - overall mean) / overall standard deviation, per segment and feature; 0 for a constant feature.
void add_profile(const ClusteredCustomers& c, ChartData& charts) {
  const std::int64_t n = c.table.rows();
  const std::int64_t features = c.table.values.cols();
  charts.profile_features = c.table.names;
  charts.profile.assign(static_cast<std::size_t>(c.k), std::vector<double>(static_cast<std::size_t>(features)));
  std::vector<std::int64_t> size(static_cast<std::size_t>(c.k));
  for (const std::int32_t label : c.labels) {
    if (label >= 0) ++size[static_cast<std::size_t>(label)];
  }
  for (std::int64_t j = 0; j < features; ++j) {
    double sum = 0.0;
    for (std::int64_t i = 0; i < n; ++i) sum += c.table.values(i, j);
    const double mean = sum / static_cast<double>(n);
    double squares = 0.0;
    std::vector<double> segment_sum(static_cast<std::size_t>(c.k));
    for (std::int64_t i = 0; i < n; ++i) {
      const double deviation = c.table.values(i, j) - mean;
      squares += deviation * deviation;
      const std::int32_t label = c.labels[static_cast<std::size_t>(i)];
      if (label >= 0) segment_sum[static_cast<std::size_t>(label)] += deviation;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(n));
    for (std::size_t s = 0; s < size.size(); ++s) {
      if (deviation > 0.0 && size[s] > 0) {
        charts.profile[s][static_cast<std::size_t>(j)] = segment_sum[s] / static_cast<double>(size[s]) / deviation;
      }
    }
  }
}

}  // namespace

ChartData chart_data(const ClusteredCustomers& customers, const std::optional<Silhouette>& silhouette) {
  ChartData charts;
  if (silhouette) charts.silhouette_widths = silhouette_curves(*silhouette, customers);
  add_scatter(customers, charts);
  add_profile(customers, charts);
  add_rf_map(customers.table, customers.labels, customers.k, charts);
  return charts;
}

}  // namespace shoal::app
