// What whole columns say about the roles that their names suggest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/transactions/column_roles.hpp"
#include "data/transactions/column_sample.hpp"

namespace shoal::data {

/// Whether "price" grows in proportion to the quantity within the lines of one item, which the price of one piece does not do: then it is
/// the amount of the line. Where the file has no item, any column that divides the lines into few kinds takes its place.
bool price_grows_with_quantity(const ColumnSample& sample, const RoleColumns& roles);

/// How an amount lies within orders of several lines.
enum class WithinOrders : std::uint8_t {
  differs,     ///< an amount of each line
  repeats,     ///< the same on all lines of an order, though the lines differ: an amount of the order
  first_alone  ///< on the first line of an order, empty on the others
};
WithinOrders within_orders(const ColumnSample& sample, const RoleColumns& roles, std::int32_t column);

}  // namespace shoal::data
