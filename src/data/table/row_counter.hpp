// Columns that only count the rows, as other programs write them beside a table.
#pragma once

#include <string>

#include "shoal/table.hpp"

namespace shoal::data {

/// Whether other programs call an index so: no name, "Unnamed: 0", "index", "level_0", "__index_level_0__".
bool is_index_name(const std::string& name);
/// Whether people call a counter of rows so: "row_number", "nr", "obs" ...
bool is_counter_name(const std::string& name);

/// Takes the columns of these names out of the features that go up by one from row to row, and those that are called like an
/// index and hold whole numbers, none twice. Of two rows or more.
void leave_counters_out(FeatureTable& table);

}  // namespace shoal::data
