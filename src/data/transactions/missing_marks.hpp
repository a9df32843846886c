// Customers that stand for no customer.
#pragma once

#include <string>
#include <vector>

#include "shoal/reading.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// Makes the lines of these customers lines without one: `given` in any case, and what databases and spreadsheets write for nothing (#N/A,
/// \N, <NA>, (null)), which is said as a decision. What may be a mark or a customer (-1, 0, guest) is a doubt. Error{data} for a
/// given one that no line has. O(customers + receipts).
void mark_missing(Transactions& lines, const std::vector<std::string>& given, Reading& reading);

}  // namespace shoal::data
