// Customers and invoices by the texts of their ids.
#pragma once

#include <string_view>

namespace shoal::data {

/// The same customer, however the id was written: blanks around it do not count, those that do not break among them,
/// "17850.0" is "17850", and "", "nan", "null", "none", "na" and "n/a" in any case are no customer (empty result).
std::string_view customer_id(std::string_view text);

/// "536365" of "536365.0", which a table of numbers makes of it; any other text as it stands.
std::string_view whole_id(std::string_view text);

}  // namespace shoal::data
