// Which kinds of lines were bought below the usual price, and whether the quantity explains it.
#pragma once

#include <cstdint>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::detail {

/// A price is below a reference when it is at most this share of it.
inline constexpr double k_below = 0.95;

struct PriceFlags {
  bool below_item : 1 = false;  ///< below the usual price of the item
  bool below_band : 1 = false;  ///< below the usual price of the item among lines of a like quantity
};

/// Quantities are alike when they have the same floor(log2), here clipped to [-32, 63].
int quantity_band(double quantity);

/// Flags of every kind of line by the kept lines (false for kinds without an item, without kept lines, and for those
/// whose quantity or price is not above 0). The usual price is the modal price by lines, of equally frequent ones the
/// higher. O(n + kinds log kinds) time.
std::vector<PriceFlags> price_flags(const Transactions& lines, const Cleaned& cleaned);

}  // namespace shoal::detail
