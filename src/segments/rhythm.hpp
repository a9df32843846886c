// How often customers order, and how long each has been away in that measure.
#pragma once

#include <vector>

#include "shoal/table.hpp"

namespace shoal::detail {

/// The shop's rhythm: the median of days_between_orders, over the customers who have it; NaN where nobody ordered on two
/// days. `table` is one of customer features.
double shop_rhythm(const FeatureTable& table);

/// Per customer the days since the last order over his rhythm: the mean of his own gaps between orders and of one gap of
/// the shop's. That one stands for what little is known of a customer with few orders; with one day of orders it is all.
/// NaN where the shop has no rhythm. O(n log n) with shop_rhythm().
std::vector<double> gaps_away_of(const FeatureTable& table, double shop);

/// Away longer than so many of his usual gaps, a customer is overdue.
inline constexpr double k_overdue = 2.0;

}  // namespace shoal::detail
