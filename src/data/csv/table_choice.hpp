// Which of the tables in a workbook or a zip file are the one that is read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/containers/input_parts.hpp"

namespace shoal::data {

/// Whether a table with these columns can be what is read.
using Usable = std::function<bool(const std::vector<std::string>& columns)>;

/// Of each workbook and zip file with several tables the parts stay whose columns are those of one usable table, in any order; what
/// else is in it becomes a decision. Without a usable one the first table stays. Error{data} that names the tables and --sheet where two
/// usable ones have different columns. Reads the header of each.
void choose_tables(InputParts& input, const Usable& usable);

}  // namespace shoal::data
