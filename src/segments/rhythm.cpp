#include "segments/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "segments/feature_columns.hpp"
#include "segments/population.hpp"

namespace shoal::detail {

double shop_rhythm(const FeatureTable& table) {
  std::vector<double> gaps;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const double gap = table.value(row, days_between_orders);
    if (!std::isnan(gap)) gaps.push_back(gap);
  }
  return median_in_place(gaps);
}

std::vector<double> gaps_away_of(const FeatureTable& table, double shop) {
  std::vector<double> away(static_cast<std::size_t>(table.rows()));
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const double gap = table.value(row, days_between_orders);
    const double recency = table.value(row, recency_days);
    double rhythm = shop;
    if (!std::isnan(gap)) {
      const double span = std::max(0.0, table.value(row, tenure_days) - recency);
      const double gaps = std::max(1.0, std::round(span / std::max(gap, 1.0)));
      rhythm = (gaps * gap + shop) / (gaps + 1.0);
    }
    away[static_cast<std::size_t>(row)] = recency / rhythm;
  }
  return away;
}

}  // namespace shoal::detail
