// Columns that only count the rows, as other programs write them beside a table.
#pragma once

#include <string>

#include "shoal/table.hpp"

namespace shoal::data {

/// Whether a column of this name may be a row counter: no name, "Unnamed: 0", "index", "level_0", "__index_level_0__".
bool may_count_rows(const std::string& name);

/// Takes the columns out of the features that are named so and hold 0..n-1 or 1..n in order, of two rows or more.
void leave_counters_out(FeatureTable& table);

}  // namespace shoal::data
