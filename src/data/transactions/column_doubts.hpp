// Doubts about what columns without a role say of the lines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/transactions/other_columns.hpp"
#include "shoal/line_choice.hpp"
#include "shoal/reading.hpp"

namespace shoal::data {

/// Lines by what marks them as no sale (a status of canceled, a date of refund) are a doubt; several currencies in the lines that are
/// chosen are Error{data}, for their amounts have no sum.
void doubt_columns(const std::vector<OtherColumn>& columns, const std::string& file, Reading& reading);

/// A condition that leaves out no line is a doubt, one that leaves out all is Error{data}: both with the values that there are.
void doubt_conditions(const LineChoice& choice, const std::vector<std::int64_t>& left_out, std::int64_t lines,
                      const std::vector<OtherColumn>& columns, const std::vector<std::string>& names,
                      const std::string& file, Reading& reading);

/// Row counters, which were left out of the comparison for duplicates.
void say_counters(const std::vector<OtherColumn>& counters, std::int64_t repeats, Reading& reading);
/// Columns with another value in each line, without which so many lines would be duplicates.
void doubt_unique(const std::vector<OtherColumn>& unique, std::int64_t hidden, Reading& reading);

}  // namespace shoal::data
