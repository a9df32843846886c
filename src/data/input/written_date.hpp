// Dates as people and programs write them.
#pragma once

#include <optional>
#include <string_view>

#include "data/input/dates.hpp"

namespace shoal::data {

/// Reads a date with or without a time before or behind it, and a day of the week, a zone and filling words around them:
/// "12/1/2010 8:26", "1.12.2010, 14.30 Uhr", "22/01/04", "2010-12-01T08:26:00.5Z", "20101201T082600", "201012010826", "01122010", "Mar 5, 2022",
/// "05-Mar-22", "Dienstag, 12. März 2022", "1 de enero de 2022 a las 14:30", "Tue Mar 15 14:30:00 UTC 2022"; nothing when the text is
/// no date. Three numbers that do not say themselves which is what are read in this order; where they are no date in it, in
/// another one, unless it is `fixed`. O(length).
std::optional<ParsedTime> parse_written(std::string_view text, DateOrder order, bool fixed);

}  // namespace shoal::data
