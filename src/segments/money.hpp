// What the segments bring: an order on average, how customers spread, revenue by month and what of it is at risk.
#pragma once

#include <string>
#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Fills average_order and quantiles. O(n log n).
void add_spread(const Population& population, std::vector<Segment>& segments);

/// Fills revenue_by_month, revenue_last_year, overdue, overdue_customers' revenue_at_risk; returns the months ("2011-03"),
/// all from the first to the last, none where they span more than k_most_months. Without lines only `overdue` is filled.
/// O(lines).
std::vector<std::string> add_revenue_over_time(const CustomerFeatures& customers, const Transactions& lines,
                                               const Cleaned& cleaned, const Population& population,
                                               std::vector<Segment>& segments);

inline constexpr int k_most_months = 600;

}  // namespace shoal::detail
