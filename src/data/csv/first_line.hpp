// Whether the first line of a CSV table names its columns.
#pragma once

#include <string>
#include <vector>

namespace shoal::data {

/// Whether the first line may be data as well as names: it has numbers where the rows below it have numbers, and there is no
/// other sign that it names the columns. `numeric`: which columns hold numbers below it; all false where there are no rows.
/// Signs are a text above numbers, a name that columns of ids have, and pandas' line: nothing, then 0, 1, 2, ...
bool may_be_data(const std::vector<std::string>& first_line, const std::vector<bool>& numeric);

/// Error{data}: both readings, and the option that decides.
[[noreturn]] void throw_first_line(const std::vector<std::string>& first_line, const std::string& where);

}  // namespace shoal::data
