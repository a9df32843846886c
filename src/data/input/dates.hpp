// Dates written as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shoal/transactions.hpp"

namespace shoal::data {

/// Days from 1970-01-01 of a date of the proleptic Gregorian calendar, or nothing when there is no such day.
/// Years 1 to 9999.
std::optional<std::int64_t> days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day);

struct ParsedTime {
  std::int64_t seconds = 0;   ///< since 1970-01-01 of the clock that wrote it; a zone at the end is read over
  std::string_view fraction;  ///< digits after the seconds without trailing zeros, usually empty
};

/// Reads "12/1/2010 8:26", "12/1/2010", "12/1/10 8:26:00 PM", "1.12.2010" (dots: always the day first), "2010-12-01T08:26:00.5Z",
/// "2010/12/01", "20101201"; nothing when the text is not a date. O(length).
std::optional<ParsedTime> parse_time(std::string_view text, DateOrder order);

/// Why a text is not a date, for an error: `"13/45/2011" is not a date (month/day/year, or year-month-day)`.
std::string date_complaint(std::string_view text, DateOrder order);

}  // namespace shoal::data
