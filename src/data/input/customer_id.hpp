// Customers by the text of their id.
#pragma once

#include <string_view>

namespace shoal::data {

/// The same customer, however the id was written: blanks around it do not count, "17850.0" is "17850", and "", "nan",
/// "null", "none", "na" and "n/a" in any case are no customer (empty result).
std::string_view customer_id(std::string_view text);

}  // namespace shoal::data
