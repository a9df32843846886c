// The columns of a customer feature table by name, in the order of k_feature_names.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shoal::detail {

enum FeatureColumn : std::uint8_t {
  recency_days,
  frequency,
  total_spend,
  tenure_days,
  days_between_orders,
  basket_value,
  items_per_order,
  distinct_products,
  return_share,
  bulk_share,
  reduced_share,
  gaps_away,  ///< not in the table: recency_days over the customer's own rhythm (rhythm.hpp)
};
inline constexpr std::size_t k_features = 11, k_columns = k_features + 1;

/// Shares lie in [0, 1] and are mostly 0; the others are amounts with long tails.
constexpr bool is_share(std::size_t column) { return column >= return_share && column < k_features; }

}  // namespace shoal::detail
