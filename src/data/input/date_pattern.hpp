// Dates in a form that the user writes down with strptime's letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/input/dates.hpp"

namespace shoal::data {

/// Error{usage} for a letter that is not known and for a pattern without a day, a month and a year.
void check_pattern(const std::string& pattern);

/// Reads %d %e %m %b %B %h %y %Y %j, %H %k %I %l %M %S %f %p, %z %Z, %a %A, %s, %D %F %T %R, %n %t %%; a blank stands for any number of blanks, every
/// other character for itself without regard to case and accents. Numbers may lack leading zeros. Names are those of date_words.hpp.
/// A zone is read over. O(length).
std::optional<ParsedTime> parse_pattern(std::string_view text, std::string_view pattern);

}  // namespace shoal::data
