#include "app/rf_map.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "shoal/text.hpp"

namespace shoal::app {

namespace {

constexpr int k_groups = 5;

/// Up to five runs of distinct values with about equal counts, ascending: the last value of each.
std::vector<double> group_ends(std::vector<double> values) {
  std::ranges::sort(values);
  std::vector<double> ends;
  std::size_t begin = 0;
  while (begin < values.size()) {
    const std::size_t groups_left = k_groups - ends.size();
    const std::size_t target = begin + (values.size() - begin + groups_left - 1) / groups_left;
    const double last = values[target - 1];
    const auto above = static_cast<std::size_t>(std::ranges::upper_bound(values, last) - values.begin());
    const auto below = static_cast<std::size_t>(std::ranges::lower_bound(values, last) - values.begin());
    // The run of `last` straddles the target: cut on the nearer side of it, but never an empty group.
    const bool before = groups_left > 1 && below > begin && target - below < above - target;
    const std::size_t end = before ? below : above;
    ends.push_back(values[end - 1]);
    begin = end;
  }
  return ends;
}

std::int64_t group_of(const std::vector<double>& ends, double value) {
  return std::ranges::lower_bound(ends, value) - ends.begin();
}

std::string range_text(double low, double high) {
  const auto text = [](double value) { return grouped(static_cast<std::int64_t>(value)); };
  return low == high ? text(low) : text(low) + "–" + text(high);
}

std::vector<std::string> labels_of(const std::vector<double>& values, const std::vector<double>& ends) {
  std::vector<double> lowest(ends);
  for (const double value : values) {
    double& low = lowest[static_cast<std::size_t>(group_of(ends, value))];
    low = std::min(low, value);
  }
  std::vector<std::string> labels(k_groups);
  for (std::size_t g = 0; g < ends.size(); ++g) labels[g] = range_text(lowest[g], ends[g]);
  return labels;
}

std::vector<double> column(const FeatureTable& table, const std::string& name) {
  const auto at = std::ranges::find(table.names, name);
  std::vector<double> values;
  if (at == table.names.end()) return values;
  for (std::int64_t i = 0; i < table.rows(); ++i) values.push_back(table.value(i, at - table.names.begin()));
  return values;
}

}  // namespace

void add_rf_map(const FeatureTable& table, const Clustering& clustering, ChartData& charts) {
  const std::vector<double> recency = column(table, "recency_days");
  const std::vector<double> frequency = column(table, "frequency");
  if (recency.empty() || frequency.empty()) return;
  const std::vector<double> r_ends = group_ends(recency);
  const std::vector<double> f_ends = group_ends(frequency);
  charts.r_labels = labels_of(recency, r_ends);
  charts.f_labels = labels_of(frequency, f_ends);

  using Cell = std::vector<std::int64_t>;
  std::array<std::array<Cell, k_groups>, k_groups> by_segment;
  for (auto& row : by_segment) row.fill(Cell(clustering.sizes.size()));
  charts.rf_counts.assign(k_groups, std::vector<std::int64_t>(k_groups));
  charts.rf_segment.assign(k_groups, std::vector<std::int32_t>(k_groups, -1));
  for (std::size_t i = 0; i < recency.size(); ++i) {
    const auto r = static_cast<std::size_t>(group_of(r_ends, recency[i]));
    const auto f = static_cast<std::size_t>(group_of(f_ends, frequency[i]));
    ++charts.rf_counts[r][f];
    const std::int32_t label = clustering.labels[i];
    if (label != k_noise) ++by_segment[r][f][static_cast<std::size_t>(label)];
  }
  for (std::size_t r = 0; r < k_groups; ++r) {
    for (std::size_t f = 0; f < k_groups; ++f) {
      const Cell& cell = by_segment[r][f];
      const auto most = std::ranges::max_element(cell);
      if (most != cell.end() && *most > 0) charts.rf_segment[r][f] = static_cast<std::int32_t>(most - cell.begin());
    }
  }
}

}  // namespace shoal::app
