// Words for orders that were cancelled, given back, or never placed.
#pragma once

#include <string_view>

namespace shoal::data {

/// Whether a short text says that an order was undone or is none: "canceled", "Order refunded", "Storniert", "cart"; but not
/// "not returned", nor "returning customer".
bool says_undone(std::string_view text);

}  // namespace shoal::data
