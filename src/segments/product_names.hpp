// Products as people know them.
#pragma once

#include <string>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::detail {

/// Per item its first description among the kept lines, without outer blanks, or its code; empty where no line was kept.
std::vector<std::string> product_names(const Transactions& lines, const Cleaned& cleaned);

}  // namespace shoal::detail
