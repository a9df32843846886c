#include "segments/population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/preparation/column_statistics.hpp"
#include "segments/rhythm.hpp"
#include "shoal/error.hpp"

namespace shoal::detail {
namespace {

void check(const FeatureTable& table, const std::vector<std::int32_t>& labels, std::int64_t k) {
  if (table.names != k_feature_names) throw Error(ErrorCode::internal, "not a table of customer features");
  if (std::ssize(labels) != table.rows()) {
    throw Error(ErrorCode::internal,
                std::to_string(labels.size()) + " labels for " + std::to_string(table.rows()) + " customers");
  }
  const auto [low, high] = std::minmax_element(labels.begin(), labels.end());
  if (k < 1 || (low != labels.end() && (*low < -1 || *high >= k))) {
    throw Error(ErrorCode::internal, "labels out of range for " + std::to_string(k) + " segments");
  }
}

double middle_of_sorted(const std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : 0.5 * values[half - 1] + 0.5 * values[half];
}

}  // namespace

double median_in_place(std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto half = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return 0.5 * *std::max_element(values.begin(), half) + 0.5 * *half;
}

Population::Population(const CustomerFeatures& customers, const std::vector<std::int32_t>& labels, std::int64_t k)
    : table_(customers.table), labels_(labels) {
  check(table_, labels, k);
  rhythm_ = shop_rhythm(table_);
  gaps_away_ = gaps_away_of(table_, rhythm_);
  members_.resize(static_cast<std::size_t>(k));
  for (std::int64_t row = 0; row < table_.rows(); ++row) {
    if (label(row) >= 0) members_[static_cast<std::size_t>(label(row))].push_back(row);
  }
  for (const auto& rows : members_) size_ += std::ssize(rows);
  for (std::size_t column = 0; column < k_columns; ++column) {
    std::vector<double>& values = sorted_[column];
    values.reserve(static_cast<std::size_t>(size_));
    for (const auto& rows : members_) {
      for (const std::int64_t row : rows) {
        if (!std::isnan(value(row, column))) values.push_back(value(row, column));
      }
    }
    std::sort(values.begin(), values.end());
    medians_[column] = middle_of_sorted(values);
  }
}

double Population::median_of(std::size_t segment, std::size_t column) const {
  std::vector<double> values;
  for (const std::int64_t row : members_[segment]) {
    if (!std::isnan(value(row, column))) values.push_back(value(row, column));
  }
  return median_in_place(values);
}

bool Population::is_constant(std::size_t column) const {
  const auto& values = sorted_[column];
  if (values.empty()) return true;
  const double magnitude = std::max(std::abs(values.front()), std::abs(values.back()));
  return !(values.back() - values.front() > rounding_of_sums(magnitude, std::numeric_limits<double>::epsilon()));
}

double Population::rank(std::size_t column, double value) const {
  const auto& values = sorted_[column];
  if (values.empty() || std::isnan(value)) return 0.5;
  const auto [first, last] = std::equal_range(values.begin(), values.end(), value);
  const auto below = static_cast<double>(first - values.begin());
  return (below + 0.5 * static_cast<double>(last - first)) / static_cast<double>(values.size());
}

}  // namespace shoal::detail
