// Quartiles and histograms of the features.
#include <algorithm>
#include <cmath>
#include <limits>

#include "app/charts.hpp"
#include "data/preparation/column_statistics.hpp"

namespace shoal::app {

namespace {

constexpr int k_bins = 24;

void histogram(const std::vector<double>& sorted, std::vector<double>& edges, std::vector<std::int64_t>& counts) {
  if (sorted.empty()) return;
  const double low = sorted.front();
  const double width = (sorted.back() - low) / k_bins;
  if (!(width > 0.0) || !std::isfinite(width)) {
    edges = {low - 0.5, low + 0.5};
    counts = {static_cast<std::int64_t>(sorted.size())};
    return;
  }
  for (int b = 0; b <= k_bins; ++b) edges.push_back(low + b * width);
  auto begin = sorted.begin();
  for (int b = 0; b < k_bins; ++b) {
    const double edge = edges[static_cast<std::size_t>(b) + 1];
    const auto end = b + 1 == k_bins ? sorted.end() : std::lower_bound(begin, sorted.end(), edge);
    counts.push_back(end - begin);
    begin = end;
  }
}

/// Ascending, without the missing ones.
std::vector<double> sorted_column(const Matrix<double>& values, std::int64_t j) {
  std::vector<double> column;
  column.reserve(static_cast<std::size_t>(values.rows()));
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    if (!std::isnan(values(i, j))) column.push_back(values(i, j));
  }
  std::ranges::sort(column);
  return column;
}

/// NaN where every customer lacks the feature.
void describe(const std::vector<double>& sorted, FeatureRecord& record) {
  if (sorted.empty()) {
    for (double* figure : {&record.min, &record.p25, &record.median, &record.p75, &record.max, &record.mean})
      *figure = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  double sum = 0.0;
  for (const double value : sorted) sum += value;
  record.min = sorted.front();
  record.p25 = detail::quantile_of_sorted(sorted, 0.25);
  record.median = detail::quantile_of_sorted(sorted, 0.5);
  record.p75 = detail::quantile_of_sorted(sorted, 0.75);
  record.max = sorted.back();
  record.mean = sum / static_cast<double>(sorted.size());
}

}  // namespace

std::vector<FeatureRecord> feature_records(const FeatureTable& table, const std::vector<std::string>& clustered,
                                           const Matrix<double>& prepared) {
  std::vector<FeatureRecord> records;
  for (std::int64_t j = 0; j < table.cols(); ++j) {
    FeatureRecord record;
    record.name = table.names[static_cast<std::size_t>(j)];
    const std::vector<double> raw = sorted_column(table.doubles(), j);
    record.missing = table.rows() - std::ssize(raw);
    describe(raw, record);
    histogram(raw, record.raw_edges, record.raw_counts);
    const auto at = std::ranges::find(clustered, record.name);
    record.clustered = at != clustered.end();
    if (record.clustered) {
      histogram(sorted_column(prepared, at - clustered.begin()), record.prepared_edges, record.prepared_counts);
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace shoal::app
