#include "segments/profile.hpp"

#include <cmath>

#include "shoal/error.hpp"

namespace shoal::detail {
namespace {

double sum(const Population& population, const std::vector<std::int64_t>& rows, std::size_t column) {
  double total = 0.0;
  for (const std::int64_t row : rows) total += population.value(row, column);
  return total;
}

/// Value of what came back over all that was bought and came back, from the customers' own shares.
double returned_of_all(const Population& population, const std::vector<std::int64_t>& rows, double revenue) {
  double returned = 0.0;
  for (const std::int64_t row : rows) {
    const double share = population.value(row, return_share);
    if (share < 1.0) returned += population.value(row, total_spend) * share / (1.0 - share);
  }
  return revenue + returned > 0.0 ? returned / (revenue + returned) : 0.0;
}

/// Of the members who have the feature; NaN where none does, 0 in an empty segment.
void fill_figures(const Population& population, const std::vector<std::int64_t>& rows, Segment& segment) {
  if (rows.empty()) {
    segment.medians.assign(k_features, 0.0);
    segment.means.assign(k_features, 0.0);
    return;
  }
  std::vector<double> values;
  for (std::size_t column = 0; column < k_features; ++column) {
    values.clear();
    double total = 0.0;
    for (const std::int64_t row : rows) {
      const double value = population.value(row, column);
      if (std::isnan(value)) continue;
      values.push_back(value);
      total += value;
    }
    segment.means.push_back(total / static_cast<double>(values.size()));
    segment.medians.push_back(median_in_place(values));
  }
}

}  // namespace

std::vector<Segment> segment_profiles(const Population& population) {
  std::vector<Segment> segments(population.segments());
  double revenue = 0.0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const auto& rows = population.members(s);
    Segment& segment = segments[s];
    segment.segment = static_cast<std::int32_t>(s);
    segment.size = std::ssize(rows);
    segment.revenue = sum(population, rows, total_spend);
    segment.return_share = returned_of_all(population, rows, segment.revenue);
    fill_figures(population, rows, segment);
    revenue += segment.revenue;
  }
  if (!std::isfinite(revenue)) {
    throw Error(ErrorCode::data, "the revenue of all customers is too large to add up",
                "look for wrong quantities or prices");
  }
  for (Segment& segment : segments) {
    if (population.size() > 0) {
      segment.share_of_customers = static_cast<double>(segment.size) / static_cast<double>(population.size());
    }
    if (revenue > 0.0) segment.share_of_revenue = segment.revenue / revenue;
  }
  return segments;
}

}  // namespace shoal::detail
